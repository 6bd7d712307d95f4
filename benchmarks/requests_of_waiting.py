"""Count the requests of a wait, on the mock and its clock. At least one per task: only a query shows a success."""

from __future__ import annotations

import httpx

from kps_tasks import Client, StaticToken
from kps_tasks_mock import MockKps

PROJECT = "0123456789abcdef0123456789abcdef"


def world(count: int, minutes: float) -> MockKps:
    """Create tasks of which the last ends after *minutes*, a few in each round."""
    tasks = [
        {
            "task_id": f"task-{n}",
            "operation": "reset",
            "ready_seconds": 0,
            "running_seconds": 60 * minutes * (n + 1) / count,
        }
        for n in range(count)
    ]
    return MockKps.from_dict({"projects": {PROJECT: {"tokens": ["t"], "tasks": tasks}}})


class Counter(httpx.BaseTransport):
    """The mock's transport, which counts its requests."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport
        self.count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        return self._transport.handle_request(request)


def requests_of_waiting(tasks: int = 10_000, minutes: float = 30.0, interval: float = 5.0) -> dict[str, object]:
    """Wait for tasks of which the last ends after *minutes*, and count the requests."""
    mock = world(tasks, minutes)
    sent = Counter(mock.transport())
    ids = [f"task-{number}" for number in range(tasks)]
    with Client(
        endpoint="http://kps.test", project_id=PROJECT, auth=StaticToken("t"), transport=sent, clock=mock.clock
    ) as kps:
        kps.tasks.wait(ids, timeout=None, interval=interval)
    return {
        "name": f"requests to wait for {tasks:,} tasks",
        "unit": "",
        "ours": sent.count,
        "peer": tasks,
        "of": "one per task",
        "ratio": sent.count / tasks,
        "goal": 1.03,
    }
