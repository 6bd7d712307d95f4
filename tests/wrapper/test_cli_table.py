"""Terminal output: the table, the progress line, the colours."""

from __future__ import annotations

import click
import pytest

from kps_tasks import Phase, TaskUpdate
from kps_tasks._cli import terminal
from kps_tasks._cli.progress import Progress
from kps_tasks._cli.table import table
from kps_tasks._cli.terminal import colour, columns_of

from .clock import FakeClock

HEADER = ["TASK ID", "PHASE", "SERVER"]
ROWS = [["t" * 36, "running", "web-frontend-01"], ["u" * 36, "ready", "数据库主节点"]]


@pytest.mark.parametrize("width", [62, 40, 30])
def test_a_terminal_gets_a_line_for_each_task(width):
    lines = [click.unstyle(line) for line in table(ROWS, HEADER, width, 1, ["blue", None])]
    assert len(lines) == 3
    assert max(map(columns_of, lines)) <= width
    assert lines[1].split()[0].startswith("tttt")
    assert ("…" in lines[1]) == (width < 62)
    assert "running" in lines[1]
    assert "数据" in lines[2]


def test_a_message_is_wrapped_at_words_and_an_address_stays_whole(monkeypatch, capsys):
    monkeypatch.setattr(terminal, "width_of", lambda stream: 30)
    terminal.tell("GET https://kms.cn-north-4.myhuaweicloud.com/v3", "  request: ")
    assert capsys.readouterr().err == "  request: GET\n    https://kms.cn-north-4.myhuaweicloud.com/v3\n"


def test_nothing_is_cut_where_no_terminal_is():
    assert table(ROWS, None) == [f"{'t' * 36}  running  web-frontend-01", f"{'u' * 36}  ready    数据库主节点"]


def test_a_progress_line_has_the_most_important_first_and_no_more_than_fits(monkeypatch):
    clock = FakeClock(monkeypatch)
    progress = Progress([f"task-{n}" for n in range(50)], shown=False)
    for n in range(30):
        progress.note(TaskUpdate(f"task-{n}", phase=Phase.RUNNING))
    for n in range(20):
        progress.note(TaskUpdate(f"task-{n}", phase=Phase.FAILED if n < 4 else Phase.SUCCEEDED))
    clock.now += 60
    whole = "20/50 finished · 4 failed · 10 running · 16 succeeded · 1 min 30 s left · 20 per minute"
    assert click.unstyle(progress.line()) == whole
    for width in range(1, 100):
        line = click.unstyle(progress.line(width))
        assert len(line) <= width
        assert whole.startswith(line.removesuffix("…"))
    progress.note_retry("HTTP 503")
    assert click.unstyle(progress.line(40)) == "20/50 finished · retrying: HTTP 503"
    progress.note(TaskUpdate("task-40", phase=Phase.READY))
    assert "trying again" not in progress.line()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours(environ, expected):
    assert colour(environ) is expected


def test_help_fits_eighty_columns(monkeypatch, capsys):
    from .command import main

    monkeypatch.setenv("COLUMNS", "80")
    for command in ([], ["get"], ["running"], ["failed"], ["wait"], ["watch"], ["auth", "check"]):
        main([*command, "--help"])
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80, command
