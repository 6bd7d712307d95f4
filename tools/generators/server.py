"""A server whose lists have what no spec promises: unknown states, nulls, missing and new fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PROJECT = "0123456789abcdef0123456789abcdef"
TOKEN = "a-token"
KNOWN, UNKNOWN = "RUNNING_RESET", "PAUSED_BY_COMET"
FIELDS = ("task_id", "task_time", "server_name", "server_id", "keypair_name")
WHOLE = dict.fromkeys(FIELDS, "1")
# The task in each list; the first segment of the path selects the list.
TASKS: dict[str, dict[str, Any]] = {
    "unknown": {**WHOLE, "operate_type": UNKNOWN},
    "null": {**dict.fromkeys(FIELDS), "operate_type": KNOWN},
    "missing": {"operate_type": KNOWN},
    "extra": {**WHOLE, "operate_type": KNOWN, "comet": {"tail": [1, None]}},
}


class Handler(BaseHTTPRequestHandler):
    """Respond with the list of the case, if the request is the right one."""

    def do_GET(self) -> None:  # noqa: D102
        case, _, path = self.path[1:].partition("/")
        right = path.partition("?")[0] == f"v3/{PROJECT}/running-tasks" and self.headers["X-Auth-Token"] == TOKEN
        page = {"total": None if case == "null" else 1, "tasks": [TASKS.get(case)]}
        body = json.dumps(page if right else {"error_code": "APIGW.0101"}).encode()
        self.send_response(200 if right else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log."""


@contextmanager
def serve() -> Iterator[str]:
    """Serve on the loopback address during the block; yield the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
