"""The command, in a separate process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from kps_tasks_mock import MockKps, _command

PROJECT = "0123456789abcdef0123456789abcdef"
PATIENCE = 30
"""Seconds after which a child process that should have ended counts as hanging."""


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kps_tasks_mock", *arguments],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command and wait for its first line; it is ended in any case."""
    child = command(*arguments)
    try:
        yield child, child.stdout.readline().rstrip("\n")
    finally:
        child.kill()
        child.communicate()


def refused(*arguments: str) -> str:
    """Run a command that cannot start; return its message."""
    child = command(*arguments)
    try:
        out, err = child.communicate(timeout=PATIENCE)
    finally:
        child.kill()
    assert (child.returncode, out) == (2, "")
    assert "Traceback" not in err
    return err


def total(url: str, token: str) -> int | None:
    response = httpx.get(f"{url}/v3/{PROJECT}/running-tasks", headers={"X-Auth-Token": token}, trust_env=False)
    return response.json().get("total")


@pytest.mark.posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_url_serves_and_ends_on_a_signal(number):
    with running() as (child, url):
        assert total(url, "demo-token") > 1
        child.send_signal(number)
        out, err = child.communicate(timeout=PATIENCE)
        port = httpx.URL(url).port

        assert url == f"http://127.0.0.1:{port}"
        assert (child.returncode, out) == (0, "")
        for line in (f"KPS_ENDPOINT={url}", f"KPS_PROJECT_ID={PROJECT}", "KPS_TOKEN=demo-token", "kps-tasks running"):
            assert line in err
        assert "Traceback" not in err
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.posix
def test_settings_for_powershell(monkeypatch, capsys, tmp_path):
    (tmp_path / "kps-tasks").touch(0o700)
    monkeypatch.setattr("sys.argv", [str(tmp_path / "kps-tasks-mock")])
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(_command, "_is_powershell", lambda: True)
    _command._announce("http://127.0.0.1:8080", MockKps(_command._state("documented", "it's-mine")))
    assert capsys.readouterr().err.splitlines()[1:5] == [
        "  $env:KPS_ENDPOINT = 'http://127.0.0.1:8080'",
        f"  $env:KPS_PROJECT_ID = '{PROJECT}'",
        "  $env:KPS_TOKEN = 'it''s-mine'",
        f"  & '{tmp_path / 'kps-tasks'}' running",
    ]


@pytest.mark.parametrize(("system", "variables", "expected"), [
    ("nt", {}, True), ("nt", {"MSYSTEM": "MINGW64"}, False), ("posix", {}, False)
])  # fmt: skip
def test_the_shell_is_powershell_on_windows_except_in_git_bash(monkeypatch, system, variables, expected):
    with monkeypatch.context() as patch:
        patch.setattr("os.name", system)
        patch.setattr("os.environ", variables)
        assert _command._is_powershell() is expected


def test_a_token_of_ones_own_replaces_that_of_the_seed():
    with running("--token", "mine", "--seed", "documented") as (_, url):
        assert total(url, "mine") == 1
        assert total(url, "demo-token") is None


def test_a_seed_file(tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text(f"projects: {{'{PROJECT}': {{tokens: [t], tasks: [{{status: READY_BIND, repeat: 7}}]}}}}")
    with running("--seed", str(seed), "--host", "localhost") as (_, url):
        assert url.startswith("http://localhost:")
        assert total(url, "t") == 7


@pytest.mark.posix
def test_seconds_per_read_and_log():
    with running("--seed", "documented", "--seconds-per-read", "10", "--log") as (child, url):
        task = {"operation": "bind", "ready_seconds": 5, "running_seconds": 10, "task_id": "one"}
        httpx.post(f"{url}/_mock/tasks", json=task, trust_env=False)
        path = f"{url}/v3/{PROJECT}/tasks/one"
        seen = [httpx.get(path, headers={"X-Auth-Token": "demo-token"}, trust_env=False).json() for _ in range(2)]
        assert [task["task_status"] for task in seen] == ["RUNNING_BIND", "SUCCESS_BIND"]
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=PATIENCE)
    assert err.count(f"GET /v3/{PROJECT}/tasks/one -> 200") == 2


def test_a_taken_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        err = refused("--port", str(port))

    assert err == f"kps-tasks-mock: cannot listen on 127.0.0.1, port {port}: the port is in use\n"


def test_bad_seeds(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("projects: [\n\n")
    typo = tmp_path / "typo.yaml"
    typo.write_text("projects: {p: {tasks: [{status: RUNING_RESET}]}}")

    for seed, words in (
        ("demoo", "demoo: No such file or directory; built-in seeds are documented, demo, contract"),
        (str(broken), "broken.yaml: while parsing"),
        (str(typo), "did you mean 'RUNNING_RESET'?"),
    ):
        err = refused("--seed", seed)
        assert words in err
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "65536"], "'65536' is not a port number"),
        (["--port", "-1"], "'-1' is not a port number"),
        (["--port", "http"], "'http' is not a port number"),
        (["--seconds-per-read", "-1"], "'-1' is not a number of seconds from 0 to 1000000000"),
        (["--seconds-per-read", "soon"], "'soon' is not a number of seconds"),
        (["--token", " x"], "--token: is not a string of printable ASCII characters"),
        (["--host", "192.0.2.1"], "cannot listen on 192.0.2.1, port 0: "),
    ],
)
def test_bad_options(arguments, words):
    assert words in refused(*arguments)
