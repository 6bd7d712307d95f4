"""The mock, and a client on its clock."""

from __future__ import annotations

from typing import Any

import httpx

from kps_tasks import StaticToken
from kps_tasks_mock import MockKps

from .conftest import PROJECT


class World:
    """The mock, and a client on its clock; this is that clock, which records each pause.

    Attributes:
        sent: Time and target of each request.
        pauses: Length of each pause of the client in seconds.
        rounds: Start of each pause, and the number of requests up to then.
        fault: Returns a response instead of the mock's, or None.
    """

    def __init__(self, connect: Any, tasks: list[dict[str, Any]], failures: Any = ()) -> None:
        project = {"tokens": ["t"], "tasks": tasks, "failures": list(failures)}
        self.mock = MockKps.from_dict({"projects": {PROJECT: project}})
        self.sent: list[tuple[float, str]] = []
        self.pauses: list[float] = []
        self.rounds: list[tuple[float, int]] = []
        self.fault: Any = lambda request: None
        self.tasks = connect(self.handle, auth=StaticToken("t"), clock=self).tasks

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.sent.append((self.monotonic(), request.url.path.rpartition("/v3/")[2].partition("/")[2]))
        response = self.fault(request)
        return response or self.mock.transport().handle_request(request)

    def paths(self) -> list[str]:
        return [path for _, path in self.sent]

    def monotonic(self) -> float:
        return self.mock.clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self._note(seconds)
        self.mock.clock.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self._note(seconds)
        await self.mock.clock.async_sleep(seconds)

    def _note(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.rounds.append((self.monotonic(), len(self.sent)))


def task(number: int, **fields: Any) -> dict[str, Any]:
    return {"task_id": f"task-{number}", "server_id": f"server-{number}", "server_name": f"web-{number}"} | fields


def moving(number: int, running: float = 30, **fields: Any) -> dict[str, Any]:
    return task(number, operation="reset", ready_seconds=0, running_seconds=running, **fields)
