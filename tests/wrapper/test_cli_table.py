"""The table for people, on terminals of every width."""

from __future__ import annotations

import click
import pytest

from kps_tasks import RunningTask
from kps_tasks._cli.table import table

TASKS = [
    RunningTask({"task_id": "t" * 36, "server_name": "web-frontend-01", "keypair_name": "KeyPair-web"}),
    RunningTask({"task_id": "u" * 36, "server_name": "数据库", "keypair_name": "k"}),
]


def test_columns_that_do_not_fit_stand_below():
    lines = [click.unstyle(line) for line in table(TASKS, 80)]
    assert len(lines) == 6
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["TASK", "ID", "PHASE", "OPERATION", "TIME", "(UTC)"]
    assert lines[1].split() == ["SERVER", "KEY", "PAIR"]
    assert lines[3] == "    web-frontend-01  KeyPair-web"
    assert lines[5].startswith("    数据库           k")


def test_nothing_is_cut_however_narrow():
    lines = [click.unstyle(line) for line in table(TASKS, 10)]
    assert len(lines) == 18
    assert "t" * 36 in lines[6]


@pytest.mark.parametrize("within", [None, 200])
def test_a_wide_one_has_a_line_for_each_task(within):
    assert len(table(TASKS, within)) == 3
