"""The contract run itself: what it sends, what makes it fail, and that a broken service fails it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import httpx
import pytest
import requests

from kps_tasks import StaticToken
from kps_tasks_mock import MockKps

from .kps_contract import gate

RUN = Path(gate.__file__).parents[1] / "run.py"


def session() -> requests.Session:
    """Talk to this machine, whatever proxies the environment has."""
    http = requests.Session()
    http.trust_env = False
    return http


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give a function that makes a run with an output folder of its own."""
    return lambda *arguments, **environment: _run("--output", str(tmp_path), *arguments, **environment)


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KPS_")}
    return subprocess.run(
        [sys.executable, RUN, *arguments], env=clean | environment, capture_output=True, text=True, check=False
    )


def test_the_mock_passes_and_a_report_is_left(run, tmp_path):
    done = run("--quick", "--seed", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    suites = ET.parse(tmp_path / "junit.xml").getroot()
    assert int(suites.get("tests", 0)) > 0


def test_a_target_gets_nothing_but_get_with_the_right_token(run):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        done = run("--target", url, "--quick", KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 0, done.stdout + done.stderr
    sent = mock.requests
    assert Counter(request.method for request in sent).keys() == {"GET"}
    assert {request.header("X-Auth-Token") for request in sent} == {mock.token}
    assert len(sent) > 100
    assert mock.token not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "not set: KPS_PROJECT_ID, KPS_TOKEN"),
        ({"KPS_PROJECT_ID": "0123456789abcdef0123456789abcdef"}, "not set: KPS_TOKEN"),
        ({"KPS_PROJECT_ID": "0123456789abcdef0123456789abcdef", "KPS_TOKEN": "wrong"}, "APIGW.0301"),
        ({"KPS_PROJECT_ID": "f" * 32, "KPS_TOKEN": "contract-token"}, "APIGW.0302"),
    ],
)
def test_a_run_that_could_prove_nothing_fails(run, environment, message):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        done = run("--target", url, **environment)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(mock.requests) <= 1


def test_a_target_that_is_not_there_fails(run):
    done = run("--target", "http://127.0.0.1:1", KPS_PROJECT_ID="f" * 32, KPS_TOKEN="t")
    assert done.returncode == 1
    assert "no answer" in done.stderr


@contextmanager
def in_front_of(url: str, change: Callable[[str, int, bytes], tuple[int, bytes]]) -> Iterator[str]:
    """Serve what is at *url*, changed on its way."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            token = {"X-Auth-Token": self.headers["X-Auth-Token"]} if "X-Auth-Token" in self.headers else {}
            answer = session().get(url + self.path, headers=token, timeout=10)
            status, body = change(self.path, answer.status_code, answer.content)
            self.send_response(status)
            self.send_header("X-Request-Id", answer.headers["X-Request-Id"])
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "change",
    [
        lambda path, status, body: (500 if "/tasks/" in path else status, body),
        lambda path, status, body: (status, body.replace(b'"total":32', b'"total":"32"')),
        lambda path, status, body: (status, body.replace(b'"server_name":"', b'"server_name":7,"was":"')),
        lambda path, status, body: (418 if status == 400 else status, body),
        lambda path, status, body: (status, re.sub(rb'^{"task_id":"', b'{"task_id":"x', body)),
        lambda path, status, body: (
            (status, re.sub(rb'^{"total":', b'{"sum":', body)) if "offset" in path else (status, body)
        ),
        lambda path, status, body: (200, body) if status == 400 else (status, body),
    ],
    ids=[
        "server error",
        "total is text",
        "name is a number",
        "undocumented status",
        "another task",
        "no total",
        "an error with 200",
    ],
)
def test_a_broken_service_fails(run, change):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url, in_front_of(url, change) as broken:
        done = run("--target", broken, "--quick", KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 1, done.stdout + done.stderr


GATE_PROJECT = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("DELETE", f"/v3/{GATE_PROJECT}/failed-tasks"),
        ("HEAD", f"/v3/{GATE_PROJECT}/failed-tasks"),
        ("POST", f"/v3/{GATE_PROJECT}/running-tasks"),
        ("OPTIONS", f"/v3/{GATE_PROJECT}/tasks/t"),
        ("GET", "/"),
        ("GET", f"/v3/{GATE_PROJECT}/keypairs"),
        ("GET", f"/v3/{'f' * 32}/failed-tasks"),
        ("GET", f"/v3/{GATE_PROJECT}/failed-tasks/t"),
        ("GET", f"/v3/{GATE_PROJECT}/failed-tasks?limit=0"),
        ("GET", f"/v3/{GATE_PROJECT}/failed-tasks?limit=1001"),
        ("GET", f"/v3/{GATE_PROJECT}/failed-tasks?offset=null"),
        ("GET", f"/v3/{GATE_PROJECT}/failed-tasks?other=1"),
        ("GET", "http://other.test/"),
    ],
)
def test_the_gate_lets_nothing_else_through(method, target):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        the_gate = gate.Gate(url, GATE_PROJECT, StaticToken(mock.token), gate.Rules())
        with the_gate.open() as here, socket.create_connection(("127.0.0.1", int(here.rpartition(":")[2]))) as sent:
            sent.sendall(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            received = b"".join(iter(lambda: sent.recv(1000), b""))
    assert received.startswith(b"HTTP/1.1 403 ")
    assert mock.requests == []
    assert the_gate.refused == [f"{method} {target}"]


def test_the_gate_forwards_what_may_pass():
    mock = MockKps.from_seed("contract")
    with (
        mock.serve() as url,
        gate.Gate(url, GATE_PROJECT, StaticToken(mock.token), gate.Rules()).open() as here,
        session() as http,
    ):
        for path in ("running-tasks", "failed-tasks?limit=2", "failed-tasks?offset=3&limit=1000", "tasks/a%2Fb"):
            answer = http.get(f"{here}/v3/{GATE_PROJECT}/{path}", timeout=10)
            direct = http.get(f"{url}/v3/{GATE_PROJECT}/{path}", headers={"X-Auth-Token": mock.token}, timeout=10)
            assert (answer.status_code, answer.content) == (direct.status_code, direct.content)
    assert mock.requests[0].header("X-Auth-Token") == mock.token
    assert mock.requests[-1].path.endswith("/tasks/a%2Fb")


def test_the_gate_keeps_the_pace(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(gate.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(gate.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    the_gate = gate.Gate("http://kps.test", GATE_PROJECT, StaticToken("t"), gate.Rules(per_second=2.0))
    times = []
    the_gate._http = httpx.Client(transport=httpx.MockTransport(lambda _: times.append(now[0]) or httpx.Response(200)))
    for _ in range(4):
        the_gate.forward("GET", f"/v3/{GATE_PROJECT}/running-tasks")
    assert times == [0.0, 0.5, 1.0, 1.5]


def test_a_run_that_is_ended_leaves_no_process_behind(tmp_path):
    mock = MockKps.from_seed("contract")
    environment = {"KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
    with mock.serve() as url:
        words = [sys.executable, RUN, "--target", url, "--output", tmp_path]
        with subprocess.Popen(words, env=os.environ | environment, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()  # schemathesis speaks
            process.terminate()
            process.stdout.read()  # until the last of them has closed it
    assert process.returncode == 128 + signal.SIGTERM
