"""The mock, a client of it, and a clock that both live by."""

from __future__ import annotations

from typing import Any

import httpx

from kps_tasks import (
    StaticToken,
)
from kps_tasks_mock import MockKps

from .clock import FakeClock
from .conftest import PROJECT


class World:
    """The mock, a client of it, and a clock that both live by."""

    def __init__(self, connect: Any, clock: FakeClock, tasks: list[dict[str, Any]], failures: Any = ()) -> None:
        project = {"tokens": ["t"], "tasks": tasks, "failures": list(failures)}
        self.mock = MockKps.from_dict({"projects": {PROJECT: project}})
        self.clock = clock
        self.sent: list[tuple[float, str]] = []
        self.fault: Any = lambda request: None
        clock.moved = self.mock.advance
        self.tasks = connect(self.handle, auth=StaticToken("t")).tasks

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.sent.append((self.clock.now - 1000, request.url.path.rpartition("/v3/")[2].partition("/")[2]))
        response = self.fault(request)
        return response or self.mock.transport().handle_request(request)

    def paths(self) -> list[str]:
        return [path for _, path in self.sent]


def task(number: int, **fields: Any) -> dict[str, Any]:
    return {"task_id": f"task-{number}", "server_id": f"server-{number}", "server_name": f"web-{number}"} | fields


def moving(number: int, running: float = 30, **fields: Any) -> dict[str, Any]:
    return task(number, operation="reset", ready_seconds=0, running_seconds=running, **fields)
