"""Servers on the loopback interface that respond as each case says, and record the requests.

If a case has faults, the mock responds, and is set up as from any language: through its control plane. All other cases
use one small server.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
from attrs import Factory, define, field, frozen

from kps_tasks_mock import MockKps

from .cases import Answer, Case, MovingList

TOKEN = re.compile(r"token-of-([\w-]+)")


@frozen(kw_only=True)
class ReceivedRequest:
    """One request as received."""

    method: str
    target: str
    tokens: list[str]
    headers: dict[str, str] = Factory(dict)  # by lower-case name
    at: float = 0.0  # seconds, on a monotonic clock


@define
class Served:
    """The addresses of the servers, and the requests for each case."""

    url: str
    seen: dict[str, list[ReceivedRequest]] = field(factory=lambda: defaultdict(list))
    mocks: dict[str, tuple[str, MockKps]] = field(factory=dict)

    def url_of(self, case: Case) -> str:
        """Return the address for the client."""
        return self.mocks[case.name][0] if case.faults else self.url

    def seen_by(self, case: Case) -> list[ReceivedRequest]:
        """Return the requests for a case."""
        if not case.faults:
            return self.seen[case.name]
        return [
            ReceivedRequest(
                method=request.method,
                target=f"{request.path}?{request.query}" if request.query else request.path,
                tokens=[value for name, value in request.headers if name == "x-auth-token"],
                headers=dict(request.headers),
                at=request.at,
            )
            for request in self.mocks[case.name][1].requests
        ]


def mock_of(case: Case) -> MockKps:
    """Create a mock with the data of a case."""
    tasks = []
    if "task_status" in case.body:
        tasks = [{"status": case.body["task_status"], **{key: case.body[key] for key in ("task_id", "server_id")}}]
    return MockKps.from_dict({"projects": {case.call["project_id"]: {"tokens": [case.token], "tasks": tasks}}})


def answer_to(case: Case, number: int, target: str) -> Answer:
    """Return the response of a case to its request number *number*, from 1."""
    if number <= len(case.first):
        return case.first[number - 1]
    return page_of(case.tasks, number, target) if case.tasks else case.answer


def page_of(moving: MovingList, number: int, target: str) -> Answer:
    """Return the requested page of the list as it is before request *number*."""
    rows = [f"t-{index}" for index in range(1, moving.size + 1)]
    for passed in range(1, number + 1):
        rows = [row for row in rows if row not in {f"t-{index}" for index in moving.leave.get(passed, [])}]
        rows = [f"n-{passed}-{index}" for index in range(moving.enter.get(passed, 0))] + rows
    query = {name: int(values[0]) for name, values in parse_qs(urlsplit(target).query).items()}
    first = query.get("offset", 0)
    asked = rows[first : first + query.get("limit", 1000)]
    page = [{"task_id": row, "server_id": "s", "task_time": "1"} for row in asked]
    total = len(page) if moving.total_of_page else len(rows)
    return Answer(content=json.dumps({"total": total, "tasks": page}).encode())


@contextmanager
def serve(cases: Iterable[Case]) -> Iterator[Served]:
    """Serve the cases until the block ends."""
    by_name = {case.name: case for case in cases}
    with ExitStack() as stack:
        served = stack.enter_context(serve_answers(by_name))
        for case in by_name.values():
            if case.faults:
                mock = mock_of(case)
                url = stack.enter_context(mock.serve())
                for fault in case.faults:
                    httpx.post(f"{url}/_mock/faults", json=fault, trust_env=False).raise_for_status()
                served.mocks[case.name] = (url, mock)
        yield served


@contextmanager
def serve_answers(by_name: dict[str, Case]) -> Iterator[Served]:
    """Serve the cases that define their own responses."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            # The token or access key identifies the case, wherever it was sent, and after any prefix.
            names = [match[1] for value in self.headers.values() if (match := TOKEN.search(value))]
            case = by_name.get(names[0]) if names else None
            requests = served.seen[case.name if case else ""]
            requests.append(
                ReceivedRequest(
                    method=self.command,
                    target=self.path,
                    tokens=list(self.headers.get_all("X-Auth-Token") or []),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    at=time.monotonic(),
                )
            )
            answer = answer_to(case, len(requests), self.path) if case else Answer(status=400, content=b"no token")
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Served(url=f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
