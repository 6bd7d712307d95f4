"""The command line against the mock: what is printed where, and the exit codes."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PathDistribution

import pytest

from kps_tasks_mock import MockKps

from .clock import replace_pause
from .command import main
from .test_responses import FAILED, RUNNING, TASK

ID = TASK["task_id"]


@pytest.fixture
def mock() -> MockKps:
    return MockKps.from_seed("documented")


@pytest.fixture
def run(mock, monkeypatch, capsys) -> Iterator:
    """Run the command with the mock in the environment; return exit code, stdout and stderr."""
    replace_pause(monkeypatch, lambda seconds: None)
    with mock.serve() as url:
        environment = {"KPS_ENDPOINT": url, "KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

        def command(*arguments: str) -> tuple[int, str, str]:
            code = main(list(arguments))
            return code, *capsys.readouterr()

        yield command


def test_get(run):
    code, out, err = run("get", ID)
    assert (code, err) == (0, "")
    head, row = out.splitlines()
    assert head.split("  ")[0] == "TASK ID"
    assert row.split() == [ID, "running", "reset", "RUNNING_RESET", TASK["server_id"]]


@pytest.mark.parametrize(("command", "body"), [("running", RUNNING), ("failed", FAILED)])
class TestLists:
    def test_table(self, run, command, body):
        code, out, err = run(command)
        assert (code, err) == (0, "")
        assert len(out.splitlines()) == 2
        row = body["tasks"][0]
        for value in (row["task_id"], row["server_name"], row["keypair_name"], "2018-04-10 06:35:30", "reset"):
            assert value in out.splitlines()[1]

    def test_json(self, run, command, body):
        code, out, _ = run(command, "-o", "json")
        (task,) = json.loads(out)
        assert code == 0
        assert {name: task[name] for name in body["tasks"][0]} == body["tasks"][0]
        assert task["operation"] == "reset"
        assert task["phase"] == command

    def test_json_lines(self, run, command, body):
        code, out, _ = run(command, "--output", "jsonl")
        (line,) = out.splitlines()
        assert code == 0
        assert json.loads(line)["task_id"] == ID

    def test_csv(self, run, command, body):
        code, out, _ = run(command, "-o", "csv")
        (task,) = csv.DictReader(io.StringIO(out))
        assert code == 0
        sent = {name: value or "" for name, value in body["tasks"][0].items()}
        assert task == sent | {"phase": command, "operation": "reset", "task_datetime": "2018-04-10T06:35:30.000Z"}

    def test_options_may_stand_before_the_command(self, run, command, body):
        assert run("-o", "json", command)[1] == run(command, "-o", "json")[1]
        assert run("-o", "csv", command, "-o", "json")[1] == run(command, "-o", "json")[1]


def test_get_as_json_is_an_object(run):
    assert json.loads(run("get", ID, "-o", "json")[1])["task_status"] == "RUNNING_RESET"


def test_several_ids(run, mock):
    other = mock.add_task(status="SUCCESS_BIND")
    code, out, err = run("get", other, "no-such", ID, "-o", "ids")
    assert (code, out) == (3, f"{other}\n{ID}\n")
    assert 'no task has the ID "no-such"' in err
    assert [task["task_id"] for task in json.loads(run("get", other, ID, other, "-o", "json")[1])] == [other, ID]


def test_the_form_may_stand_in_the_environment(run, monkeypatch):
    monkeypatch.setenv("KPS_OUTPUT", "ids")
    assert run("running")[1] == f"{ID}\n"
    assert json.loads(run("running", "-o", "json")[1])
    monkeypatch.setenv("KPS_OUTPUT", "yaml")
    code, _, err = run("running")
    assert code == 2
    assert "KPS_OUTPUT 'yaml': it must be one of table, json" in err


def test_times_are_local_or_utc(run, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert run("failed", "--columns", "time")[1] == "TIME\n2018-04-10 14:35:30\n"
        assert run("failed", "--columns", "time", "--utc")[1] == "TIME (UTC)\n2018-04-10 06:35:30\n"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_columns_by_field_or_by_header(run):
    columns = ["--columns", "Server,KEY PAIR,task-id,reason"]
    assert run("failed", *columns, "-o", "csv", "--no-header")[1].startswith("Test,")
    (task,) = json.loads(run("failed", *columns, "-o", "json")[1])
    assert list(task) == ["server", "keypair_name", "task_id", "reason"]
    assert run("failed", *columns)[1].split()[:2] == ["SERVER", "KEY"]


def test_cells_that_a_spreadsheet_would_run_are_defused(run, mock):
    for name in ("=1+1", "+1", "-1", "@x", "\tx", "a=1"):
        mock.add_task(status="RUNNING_BIND", server_name=name)
    out = run("running", "-o", "csv", "--columns", "server_name")[1]
    names = [row["server_name"] for row in csv.DictReader(io.StringIO(out))]
    assert names[1:] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "a=1"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (["--operation", "bind"], "ab"),
        (["--operation", "bind", "--operation", "reset"], "abc"),
        (["--server", "a"], "a"),
        (["--server", "server-b"], "b"),
        (["--keypair", "prod-*", "--operation", "bind"], "b"),
        (["--key-pair", "prod"], ""),
        (["--since", "2026-01-01T02:00:00Z"], "cd"),
        (["--since", "2025-12-31"], "abcd"),
        (["--since", "2h"], "d"),
    ],
)
def test_filters(run, mock, filters, names):
    start = 1767225600000  # 2026-01-01T00:00:00Z
    failures = [
        {"server_name": "a", "keypair_name": "test", "operate_type": "FAILED_BIND", "task_time": str(start)},
        {"server_name": "b", "server_id": "server-b", "keypair_name": "prod-1", "operate_type": "FAILED_BIND"},
        {"server_name": "c", "keypair_name": "prod-2", "operate_type": "FAILED_RESET"},
        {"server_name": "d", "operate_type": "FAILED_UNBIND", "task_time": "no time"},
    ]
    failures[1]["task_time"], failures[2]["task_time"] = str(start + 3_600_000), str(start + 7_200_000)
    some = MockKps.from_dict({"projects": {mock.project_id: {"tokens": [mock.token], "failures": failures}}})
    with some.serve() as url:
        code, out, err = run("failed", *filters, "--endpoint", url, "--columns", "server_name", "--no-header")
    assert code == 0
    assert sorted(out.split()) == list(names)
    assert err == ("" if names else "No matching task has failed.\n")


def test_all_pages_are_printed_whatever_the_limit(run, mock):
    for number in range(20):
        mock.add_task(status="RUNNING_BIND", server_name=f"server-{number}")
    code, out, _ = run("running", "--limit", "3", "-o", "jsonl")
    assert code == 0
    assert len(out.splitlines()) == 21


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_nothing_to_show(run, mock, monkeypatch, form):
    empty = MockKps.from_dict({"projects": {mock.project_id: {"tokens": [mock.token], "tasks": []}}})
    with empty.serve() as url:
        code, out, err = run("running", "-o", form, "--endpoint", url)
    assert code == 0
    assert (out, err) == {
        "table": ("", "No task is running.\n"),
        "json": ("[]\n", ""),
        "jsonl": ("", ""),
        "csv": (
            "task_id,operate_type,task_time,server_name,server_id,keypair_name,phase,operation,task_datetime\n",
            "",
        ),
    }[form]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["get", "no-such-task"], 3, 'error: no task has the ID "no-such-task" (400 KPS.0001)\n  request: GET http'),
        (["get", ".."], 2, "would change the path"),
        (["get", ""], 2, "it is empty"),
        (["completion"], 2, "error: Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish\n"),
        (["get"], 2, "error: Missing argument 'ID…|-'.\n  usage: kps-tasks get "),
        (["get", "a", "b"], 3, "error: no tasks have the IDs a, b (400 KPS.0001)\n"),
        (["running", "--limit", "1"], 2, "2<=x<=1000"),
        (["running", "-o", "xml"], 2, "'xml' is not one of"),
        (["running", "--columns", "server,ip"], 2, "There is no column 'ip'; use task_id, operate_type,"),
        (["failed", "--since", "yesterday"], 2, "'yesterday' is not a time; write 2h, 7d, 2026-01-31"),
        (["running", "--interval", "5x"], 2, "'5x' is not a time span; write 90, 90s, 10m or 2h."),
        (["run"], 2, "No such command 'run'"),
        (["running", "--project-id", "f" * 32], 4, "APIGW.0302"),
        (["running", "--endpoint", "kms"], 4, "is not a URL"),
        (["running", "--region", "CN"], 4, "is not a region ID"),
        (["running", "--endpoint", "http://127.0.0.1:1"], 3, "no response"),
    ],
)
def test_failures(run, arguments, code, message):
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert message in err


def test_a_wrong_token(run, monkeypatch):
    monkeypatch.setenv("KPS_TOKEN", "a-wrong-token")
    code, out, err = run("running")
    assert (code, out) == (4, "")
    assert "(401 APIGW.0301)\n  request: GET http://127.0.0.1:" in err
    assert "request id: 0" in err
    assert "hint: The token is damaged, or of another region" in err
    assert "a-wrong-token" not in err


def test_nothing_set(run, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("KPS_ENDPOINT", "KPS_PROJECT_ID", "KPS_TOKEN"):
        monkeypatch.delenv(name)
    code, out, err = run("running")
    assert (code, out) == (4, "")
    assert (
        "Not set: KPS_REGION, or KPS_ENDPOINT and KPS_PROJECT_ID.\n  No credential. Searched:\n  KPS_TOKEN, or" in err
    )


def test_help_has_examples(run):
    for arguments in ([], ["get"], ["running"], ["failed"]):
        code, out, err = run(*arguments, "--help")
        assert (code, err) == (0, "")
        assert "Example" in out
        assert "kps-tasks" in out


def test_version(run):
    assert run("--version")[1].startswith("kps-tasks 0.")


def test_what_a_terminal_would_act_on_is_shown_as_a_code(run, mock):
    mock.add_task(status="RUNNING_BIND", server_name="a\x1b[31m\nb\u202ec", keypair_name="数据库")
    line = run("running")[1].splitlines()[2]
    assert "a\\x1b[31m\\nb\\u202ec" in line
    assert "数据库" in line


def test_columns_line_up_under_wide_characters(run, mock):
    mock.add_task(status="RUNNING_BIND", server_name="数据库主节点", keypair_name="K")
    head, first, second = run("running")[1].splitlines()
    before = second[: second.index("数据库主节点")]
    assert len(before) == head.index("SERVER") == first.index("Test")
    assert second.endswith("数据库主节点  K")
    assert head.index("KEY PAIR") == len(before) + 12 + 2


def child(*arguments: str, **options) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kps_tasks", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_a_closed_pipe_is_no_traceback(run, mock):
    tasks = [{"status": "RUNNING_BIND", "repeat": 3000}]
    many = MockKps.from_dict({"projects": {mock.project_id: {"tokens": [mock.token], "tasks": tasks}}})
    with many.serve() as url, child("running", "-o", "jsonl", "--endpoint", url) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert err == b""
    assert process.returncode == 141


@pytest.mark.posix
def test_the_reader_goes_away_on_windows(run, monkeypatch):
    """On Windows, writing to a closed pipe gives EINVAL."""

    def write(text: str) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("kps_tasks._cli.exits._close_stdout", lambda: None)
    monkeypatch.setattr(sys.stdout, "write", write)
    assert main(["running", "-o", "jsonl"]) == 141


def test_ctrl_c(run):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with child("running", "--endpoint", url) as process, silent.accept()[0] as connection:
            connection.recv(1)  # the request is in progress
            process.send_signal(signal.SIGINT)
            err = process.stderr.read()
    assert err.strip() == b"interrupted"
    assert process.returncode == 130


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        (None, "'kps-tasks[cli]'"),
        ('{"url": "https://host.test/kps.whl"}', "'kps-tasks[cli] @ https://host.test/kps.whl'"),
        (
            '{"url": "https://host.test/kps", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
            "'kps-tasks[cli] @ git+https://host.test/kps@abc'",
        ),
        ('{"url": "file:///a%20b/kps", "dir_info": {"editable": true}}', "--editable '/a b/kps[cli]'"),
        ('{"url": "file:///kps.whl", "archive_info": {}}', "'/kps.whl[cli]'"),
    ],
)
def test_without_click_it_says_how_to_get_it(monkeypatch, capsys, origin, source):
    monkeypatch.setitem(sys.modules, "click", None)
    monkeypatch.setattr(PathDistribution, "read_text", lambda *_: origin)
    assert main(["running"]) == 4
    assert capsys.readouterr().err == (
        f"kps-tasks: click is not installed. To install it:\n  {sys.executable} -m pip install {source}\n"
    )


@pytest.mark.parametrize(("given", "changed"), [("", True), ("['auth']", False)])
def test_only_its_own_process_collects_garbage_rarely(given, changed):
    code = "import gc; from kps_tasks._cli import main; before = gc.get_threshold()"
    code += f"; main({given}); print(gc.get_threshold() != before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{changed}\n"


def test_a_process_without_stdout(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["--help"]) == 3
    assert "the output cannot be written: stdout is closed" in capsys.readouterr().err


@pytest.mark.posix
@pytest.mark.parametrize("form", ["table", "json"])
def test_an_output_that_cannot_be_written(run, form):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "kps_tasks", "running", "-o", form], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert done.stderr == b"error: the output cannot be written: [Errno 28] No space left on device\n"


def test_odd_names_survive_json_and_csv(run, mock):
    name = "a\rb\x9bc\x7f🚀"
    mock.add_task(status="RUNNING_BIND", server_name=name)
    for encoding, form in (("utf-8", "csv"), ("latin-1", "json"), ("latin-1", "jsonl")):
        with child("running", "-o", form, env=os.environ | {"PYTHONIOENCODING": encoding}) as process:
            out, _ = process.communicate()
        assert b"\x9b" not in out or form != "json"
        text = out.decode(encoding)
        match form:
            case "json":
                names = [task["server_name"] for task in json.loads(text)]
            case "jsonl":
                names = [json.loads(line)["server_name"] for line in text.split("\n") if line]
            case _:
                names = [row["server_name"] for row in csv.DictReader(io.StringIO(text, newline=""))]
        assert len(names) == 2
        assert names[1] == name


@pytest.mark.parametrize("encoding", ["latin-1", "gbk", "utf-8"])
def test_every_terminal_can_show_every_name(run, mock, encoding):
    mock.add_task(status="RUNNING_BIND", server_name="数据库 🚀")
    with child("running", env=os.environ | {"PYTHONIOENCODING": encoding}) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"Test" in out
    assert (b"\\u6570" if encoding == "latin-1" else "数据库".encode(encoding)) in out
