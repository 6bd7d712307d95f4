"""The contract run itself: what it sends, what makes it fail, and that a broken service fails it."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import pytest
import requests

from kps_tasks_mock import MockKps

from . import run as contract

RUN = Path(contract.__file__)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KPS_")}
    return subprocess.run(
        [sys.executable, RUN, *arguments], env=clean | environment, capture_output=True, text=True, check=False
    )


def test_the_mock_passes_and_a_report_is_left():
    done = run("--quick", "--seed", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    suites = ET.parse(contract.OUTPUT / "junit.xml").getroot()
    assert int(suites.get("tests", 0)) > 0


def test_a_target_gets_nothing_but_get_with_the_right_token():
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
def test_a_run_that_could_prove_nothing_fails(environment, message):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        done = run("--target", url, **environment)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(mock.requests) <= 1


def test_a_target_that_is_not_there_fails():
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
            answer = requests.get(url + self.path, headers=token, timeout=10)
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
    ],
    ids=["server error", "total is text", "name is a number", "undocumented status"],
)
def test_a_broken_service_fails(change):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url, in_front_of(url, change) as broken:
        done = run("--target", broken, "--quick", KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 1, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("DELETE", "https://target.test/v3/p/failed-tasks"),
        ("GET", "https://other.test/"),
        ("GET", "http://target.test/v3/"),
    ],
)
def test_the_guard_lets_nothing_else_through(monkeypatch, method, url):
    monkeypatch.setenv("KPS_CONTRACT_TARGET", "https://target.test")
    monkeypatch.setenv("KPS_TOKEN", "t")
    send = requests.adapters.HTTPAdapter.send
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)  # put back afterwards
    forbidden = runpy.run_path(str(RUN.parent / "guard.py"))["ForbiddenRequest"]
    with pytest.raises(forbidden, match="was not sent"):
        requests.request(method, url, timeout=1)
