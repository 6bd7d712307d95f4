"""Whatever happens, a target receives only GET."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager

import httpx
import pytest

from kps_tasks_mock import MockKps

COMMAND = [sys.executable, "-m", "kps_contract"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("KPS_")}


@contextmanager
def recorder(mock, breaks=()):
    """Serve a mock over sockets and record methods and tokens; drop connections for paths with a word in *breaks*."""
    seen = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = self.rfile.readline()
                if not line:  # the client has gone
                    return
                head += line
            line, *headers = head.decode().removesuffix("\r\n\r\n").splitlines()
            method, path, _ = line.split(" ")
            sent = dict(header.split(": ", 1) for header in headers if not header.lower().startswith("host"))
            seen.append((method, {name.lower(): value for name, value in sent.items()}.get("x-auth-token")))
            if any(word in path for word in breaks):
                return
            answer = http.request(method, path, headers=sent)
            lines = [
                f"HTTP/1.1 {answer.status_code} x",
                *(f"{name}: {value}" for name, value in answer.headers.items()),
            ]
            self.wfile.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + answer.content)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with (
        httpx.Client(transport=mock.transport(), base_url="http://kps.test") as http,
        Server(("127.0.0.1", 0), Handler) as server,
    ):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", seen
        finally:
            server.shutdown()
            thread.join()


MODES = {
    "live": ["run", "--only", "relations", "--kind", "live"],
    "wrong credentials": ["run", "--only", "credentials", "--wrong-credentials"],
    "drift": ["drift"],
}


@pytest.mark.parametrize(
    ("mode", "breaks"),
    [("wrong credentials", ()), ("live", ("/tasks/",)), ("drift", ()), ("drift", ("/tasks/",))],
)
def test_only_get_arrives(tmp_path, mode, breaks):
    mock = MockKps.from_seed("contract")
    with recorder(mock, breaks) as (url, seen):
        words = [*COMMAND, *MODES[mode], "--target", url, "--output", tmp_path]
        own = {"KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
        done = subprocess.run(words, env=ENVIRONMENT | own, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (not breaks), done.stdout + done.stderr
    assert {method for method, _ in seen} == {"GET"}
    tokens = {token for _, token in seen}
    assert (tokens == {mock.token}) == (mode != "wrong credentials")


def test_only_get_arrives_when_the_suite_is_killed(tmp_path):
    mock = MockKps.from_seed("contract")
    with recorder(mock) as (url, seen):
        words = [*COMMAND, "run", "--target", url, "--output", tmp_path]
        own = {"KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
        with subprocess.Popen(words, env=ENVIRONMENT | own, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()  # schemathesis has started
            process.kill()
            process.stdout.read()  # until the last process has closed it
    assert process.returncode != 0
    assert {method for method, _ in seen} == {"GET"}
