"""`kps-tasks wait` and `watch`, and a list that is shown again."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys

import click
import pytest

from kps_tasks_mock import MockKps

from .clock import FakeClock, replace_pause
from .command import main
from .test_cli import child


@pytest.fixture
def mock() -> MockKps:
    tasks = [
        {"task_id": "good", "operation": "reset", "ready_seconds": 0, "running_seconds": 12},
        {"task_id": "bad", "operation": "unbind", "ready_seconds": 0, "running_seconds": 7, "outcome": "FAILED"},
        {"task_id": "done", "status": "SUCCESS_BIND"},
        {"task_id": "long", "operation": "reset", "ready_seconds": 0, "running_seconds": 99999},
    ]
    tasks[1] |= {"task_error_code": "KPS.0003", "task_error_msg": "no route", "server_name": "web", "keypair_name": "K"}
    return MockKps.from_dict({"projects": {"f" * 32: {"tokens": ["t"], "tasks": tasks}}})


@pytest.fixture
def run(mock, monkeypatch, capsys):
    """Run the command with the mock in the environment, on the mock's clock."""
    replace_pause(monkeypatch, mock.advance)
    with mock.serve() as url:
        for name, value in {"KPS_ENDPOINT": url, "KPS_PROJECT_ID": "f" * 32, "KPS_TOKEN": "t"}.items():
            monkeypatch.setenv(name, value)

        def command(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            code = main(list(arguments))
            return code, *capsys.readouterr()

        yield command


def test_all_succeed(run):
    code, out, err = run("wait", "good", "done")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["good", "running", "reset", "RUNNING_RESET"],
        ["done", "succeeded", "bind", "SUCCESS_BIND"],
        ["good", "succeeded", "reset", "SUCCESS_RESET"],
    ]


@pytest.mark.parametrize("command", ["wait", "watch"])
def test_one_fails(run, command):
    code, out, _ = run(command, "good", "bad")
    assert code == 1
    assert "bad   failed     unbind  KPS.0003 no route" in out.replace("bad  f", "bad   f")


def test_json(run):
    code, out, _ = run("wait", "bad", "good", "-o", "json")
    bad, good = json.loads(out)
    assert code == 1
    assert (bad["task_id"], bad["phase"], bad["task_error_code"], bad["server_name"]) == (
        "bad",
        "failed",
        "KPS.0003",
        "web",
    )
    assert (good["task_status"], good["operation"], good["task_error_msg"]) == ("SUCCESS_RESET", "reset", None)


def test_json_lines(run):
    lines = [json.loads(line) for line in run("wait", "good", "-o", "jsonl")[1].splitlines()]
    assert [line["phase"] for line in lines] == ["running", "succeeded"]


def test_csv(run):
    rows = list(csv.DictReader(io.StringIO(run("wait", "bad", "done", "-o", "csv")[1])))
    assert [(row["task_id"], row["phase"], row["keypair_name"]) for row in rows] == [
        ("bad", "failed", "K"),
        ("done", "succeeded", ""),
    ]


def test_ids_from_stdin(run):
    code, out, _ = run("wait", "-", "-o", "csv", stdin="good\n\n  done bad\n")
    assert code == 1
    assert len(out.splitlines()) == 4
    code, _, err = run("wait", "-", stdin=" \n")
    assert code == 2
    assert "No task ID on stdin" in err


def test_not_finished_in_time(run):
    code, _, err = run("wait", "good", "long", "--timeout", "60")
    assert code == 124
    assert "1 task not finished after 60 s: long (RUNNING_RESET)" in err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["wait", "no-such"], 3, "tasks/no-such: HTTP 400, KPS.0001: taskId is illegal\n  request id: "),
        (["wait"], 2, "Missing argument"),
        (["wait", ".."], 2, "would lead to another path"),
        (["wait", "good", "--timeout", "-1"], 2, "--timeout"),
        (["watch", "good", "--interval", "x"], 2, "--interval"),
    ],
)
def test_failures(run, arguments, code, message):
    got, _, err = run(*arguments)
    assert got == code
    assert message in err


def test_an_interruption_names_what_is_unfinished(run, mock):
    with child("wait", "good", "long", "done") as process:
        for _ in range(3):  # all three were reported, so the first look is over
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        err = process.stderr.read().decode()
    assert process.returncode == 130
    assert "not finished: good (RUNNING_RESET)" in err
    assert "not finished: long (RUNNING_RESET)" in err
    assert "done" not in err


def test_a_terminal_shows_how_far_it_is(run, mock):
    terminal, other_end = pty.openpty()
    command = [sys.executable, "-m", "kps_tasks", "wait", "bad", "done", "--interval", "0.01"]
    ends = {"stdin": other_end, "stdout": other_end, "stderr": other_end}
    with subprocess.Popen(command, env=os.environ | {"TERM": "xterm"}, **ends) as process:
        os.close(other_end)
        shown = b""
        while b"1/2 finished" not in shown:
            shown += os.read(terminal, 1000)
        mock.advance(10)
        try:
            while more := os.read(terminal, 1000):
                shown += more
        except OSError:  # the other end of a terminal is gone
            pass
    os.close(terminal)
    assert process.returncode == 1
    assert b"1 running" in shown
    assert b"2/2 finished" in shown
    last = shown.rpartition(b"\x1b[2K")[2].decode()
    assert "TASK ID" in last
    assert "KPS.0003 no route" in last


def test_a_terminal_is_told_the_pace(run, mock, monkeypatch):
    """In this process, on a clock that runs; the terminal is only said to be one."""
    FakeClock(monkeypatch).moved = mock.advance
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    code, _, err = run("wait", "good", "bad", "done", "--interval", "6")
    shown = [click.unstyle(line) for line in err.split("\r\x1b[2K") if line]
    assert code == 1
    assert shown[0] == "0/3 finished"
    assert "1/3 finished · 2 running · 1 succeeded" in shown
    assert "2/3 finished · 1 running · 2 succeeded · 10 per minute · 6 s left" in shown
    assert shown[-1].startswith("3/3 finished")


def test_after_an_interruption_no_more_than_twenty_are_named(run, mock, monkeypatch):
    ids = [mock.add_task(operation="reset", running_seconds=1000) for _ in range(25)]

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    replace_pause(monkeypatch, interrupt)
    code, _, err = run("wait", *ids)
    assert code == 130
    assert err.count("not finished: ") == 21
    assert "not finished: 5 more" in err


def test_a_list_is_shown_again_when_it_changed(run, mock, monkeypatch, capsys):
    looks = []

    def pause(seconds: float) -> None:
        looks.append(seconds)
        mock.advance(seconds)
        if len(looks) == 4:
            raise KeyboardInterrupt

    replace_pause(monkeypatch, pause)
    code, out, _ = run("running", "--watch", "--interval", "4")
    assert code == 130
    assert looks == [4.0] * 4
    assert out.count("TASK ID") == 3, "three tasks, then two, then one"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run, shell):
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "_KPS_TASKS_COMPLETE" in out


def test_completion_completes(run, monkeypatch):
    words = {"_KPS_TASKS_COMPLETE": "bash_complete", "COMP_WORDS": "kps-tasks w", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "kps_tasks"], env=os.environ | words, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["plain,wait", "plain,watch"]
