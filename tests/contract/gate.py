"""What stands between the contract tests and a service that is really there.

The test tool is pointed at a gate on this machine. It lets through nothing but GET of the three operations in the one
project, puts the credential on each request itself, keeps the pace, and follows no redirect. So it does not matter what
the tool would like to send: its version of today sends ``DELETE …/failed-tasks``, which on the real service deletes
records, and HEAD over a socket of its own. The tool never sees the credential either.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

_PARAMETER = r"(limit=([1-9]\d{0,2}|1000)|offset=(\d{1,5}|100000))"  # the ranges of openapi.yaml
_DROPPED = ("connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding")
_REFUSAL = b'{"error_code": "GATE", "error_msg": "Only GET of the three operations passes, as they are documented."}'


class Gate:
    """Forward what may pass to *endpoint*, at most *per_second* requests; refuse everything else with 403.

    Attributes:
        passed: Number of requests that were forwarded.
        refused: What was not, as ``METHOD path``.
    """

    def __init__(self, endpoint: str, project_id: str, auth: httpx.Auth, per_second: float | None) -> None:
        self.passed = 0
        self.refused: list[str] = []
        lists = rf"(running|failed)-tasks(\?({_PARAMETER}(&{_PARAMETER})?)?)?"
        self._may_pass = re.compile(rf"/v3/{re.escape(project_id)}/({lists}|tasks/[^/?#]+)")
        self._http = httpx.Client(
            base_url=endpoint, auth=auth, timeout=30.0, follow_redirects=False, trust_env=endpoint.startswith("https:")
        )
        self._endpoint = endpoint.rstrip("/")
        self._pause = 1 / per_second if per_second else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def forward(self, method: str, target: str) -> httpx.Response | None:
        """Return the answer to a request; None if it must not be sent."""
        if method != "GET" or not self._may_pass.fullmatch(target):
            self.refused.append(f"{method} {target}")
            return None
        with self._lock:
            time.sleep(max(0.0, self._next - time.monotonic()))
            self._next = time.monotonic() + self._pause
            self.passed += 1
        return self._http.get(self._endpoint + target)

    @contextmanager
    def open(self) -> Iterator[str]:
        """Listen on a port of this machine while the block lasts; give the address."""
        with ThreadingHTTPServer(("127.0.0.1", 0), _handler(self)) as server, self._http:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                answer = gate.forward(self.command, self.path)
            except httpx.HTTPError as error:
                # The tool shall see what a client of the service sees: a connection that breaks.
                print(f"contract: {self.command} {self.path}: {error}", flush=True)
                self.close_connection = True
                return
            if answer is None:
                self.reply(403, [("Content-Type", "application/json"), ("X-Request-Id", "gate")], _REFUSAL)
            else:
                headers = [(name, value) for name, value in answer.headers.multi_items() if name not in _DROPPED]
                self.reply(answer.status_code, headers, answer.content)

        do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = do_QUERY = do_TRACE = do_GET  # noqa: N815

        def reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            """Say nothing of each request."""

    return Handler
