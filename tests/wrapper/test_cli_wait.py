"""`kps-tasks wait` and `watch`, and lists that are printed again."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys

import click
import pytest

from kps_tasks import Phase, TaskUpdate
from kps_tasks._cli import notices
from kps_tasks._cli.progress import Progress
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
    assert code == 0
    assert re.fullmatch(r"recap: 2 succeeded, after \d+ s\n", err)
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


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "ids"])
@pytest.mark.parametrize(
    ("end", "code"), [(["--timeout", "60"], 124), (["no-such", "--fail-fast"], 3), (["--timeout", "0"], 124)]
)
def test_however_it_ends_every_task_is_printed(run, form, end, code):
    got, out, err = run("wait", "good", "bad", "long", "done", *end, "-o", form)
    assert got == code
    phases = {"60": ["succeeded", "failed", "running", "succeeded"], "0": ["unknown"] * 4}.get(end[-1])
    match form:
        case "json":
            rows = [(row["task_id"], row["phase"]) for row in json.loads(out)]
        case "csv":
            rows = [(row["task_id"], row["phase"]) for row in csv.DictReader(io.StringIO(out))]
        case "jsonl":
            rows = [(row["task_id"], row["phase"]) for row in map(json.loads, out.splitlines())]
        case "table":
            rows = [(row[0], row[1]) for row in map(str.split, out.splitlines())]
        case _:
            assert out.split()[:4] == ["good", "bad", "long", "done"]
            return
    last = dict(rows)
    assert list(last) == ["good", "bad", "long", "done"] + ["no-such"] * (code == 3)
    assert phases is None or list(last.values()) == phases
    if phases and phases[1] == "failed":
        assert re.match(r"recap: 2 succeeded, 1 failed, 1 not finished, after \d+ s\n  1x KPS.0003 no route: web", err)


def test_an_unknown_id_is_reported_and_the_others_are_waited_for(run):
    code, out, err = run("wait", "no-such", "good", "-o", "csv")
    assert code == 3
    assert [line.split(",")[::2][:2] for line in out.splitlines()[1:]] == [
        ["no-such", "unknown"],
        ["good", "succeeded"],
    ]
    assert err.startswith(
        'recap: 1 succeeded, 1 unknown, after 0 s\nerror: no task has the ID "no-such" (400 KPS.0001)\n'
    )
    code, _, err = run("wait", "no-such", "long", "--timeout", "10")
    assert code == 124
    assert "unknown IDs: no-such\n  hint: Wait for the same IDs again" in err


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
        (["wait", "no-such"], 3, 'error: no task has the ID "no-such" (400 KPS.0001)\n  request: GET http'),
        (["wait"], 2, "Missing argument"),
        (["wait", ".."], 2, "would change the path"),
        (["wait", "good", "--timeout", "-1"], 2, "--timeout"),
        (["watch", "good", "--interval", "x"], 2, "--interval"),
    ],
)
def test_failures(run, arguments, code, message):
    got, _, err = run(*arguments)
    assert got == code
    assert message in err


@pytest.mark.posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_after_a_signal_all_is_printed(run, mock, number, code):
    with child("wait", "good", "long", "done", "-o", "jsonl") as process:
        for _ in range(3):  # all three were reported, so the first poll is over
            process.stdout.readline()
        process.send_signal(number)
        err = process.stderr.read().decode()
    assert process.returncode == code
    assert "recap: 1 succeeded, 2 not finished, after " in err
    with child("wait", "good", "long", "done", "--interval", "0.01", "-o", "csv") as process:
        while mock.requests[-1].path.count("running-tasks") == 0 or len(mock.requests) < 9:
            pass
        process.send_signal(number)
        out = process.stdout.read().decode()
    assert process.returncode == code
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == ["running", "running", "succeeded"]


@pytest.mark.posix
def test_a_terminal_shows_how_far_it_is(run, mock):
    import pty

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
        except OSError:  # the other end of the terminal is gone
            pass
    os.close(terminal)
    assert process.returncode == 1
    assert b"1 running" in shown
    last = click.unstyle(shown.rpartition(b"\x1b[2K")[2].decode())
    assert "TASK ID" in last
    assert "KPS.0003 no route" in last
    assert last.endswith("1x KPS.0003 no route: web (K)\r\n")


def test_a_retry_is_shown_after_two_seconds_of_silence(monkeypatch, capsys):
    clock = FakeClock(monkeypatch)
    monkeypatch.setattr(notices, "can_redraw", lambda: True)
    monkeypatch.setattr(notices.NOTICES, "_heard", clock.now)
    log = logging.getLogger("kps_tasks")
    with notices.shown(), Progress(["a", "b"], shown=False) as progress:
        log.info("first")
        clock.now += 2
        log.info("second")
        log.info("third")
        log.warning("a warning")
        assert capsys.readouterr().err == "second\nwarning: a warning\n"

        notices.NOTICES.progress = progress
        progress.note(TaskUpdate("a", "READY_BIND", Phase.READY))
        log.info("HTTP 502")
        assert click.unstyle(progress.line()) == "0/2 finished · 1 ready"
        clock.now += 2
        assert click.unstyle(progress.line()) == "0/2 finished · retrying: HTTP 502 · 1 ready"
        assert click.unstyle(progress.line(30)) == "0/2 finished · retrying: HTTP…"
        progress.note(TaskUpdate("a", "SUCCESS_BIND", Phase.SUCCEEDED))
        assert click.unstyle(progress.line()) == "1/2 finished · 1 succeeded · 4 s left · 15 per minute"
        log.warning("a warning")
        assert capsys.readouterr().err == "warning: a warning\n"


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


@pytest.mark.parametrize(
    ("begun", "completed"),
    [("w", ["wait", "watch"]), ("--region la-n", ["la-north-2"]), ("running --profile p", ["prod", "pre"])],
)
def test_completion_completes(tmp_path, begun, completed):
    (tmp_path / "credentials").write_text("[prod]\nak = a\n[pre]\nak = a\n[plain]\n[dev]\nak = a\n")
    words = {"COMP_WORDS": f"kps-tasks {begun}", "COMP_CWORD": str(len(begun.split()))}
    environ = {
        "_KPS_TASKS_COMPLETE": "bash_complete",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "kps_tasks"],
        env=os.environ | words | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [f"plain,{word}" for word in completed]
