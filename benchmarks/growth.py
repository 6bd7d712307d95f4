"""How the CPU time of listing, waiting and the mock grows with the number of tasks; nothing may be quadratic."""

from __future__ import annotations

import time

from kps_tasks import Client, StaticToken
from kps_tasks_mock import MockKps

PROJECT = "0123456789abcdef0123456789abcdef"
LARGEST = 100_000  # no page begins beyond this offset
Curves = dict[str, dict[int, float]]


def growth(most: int) -> Curves:
    """Return the microseconds per task, by activity and number of tasks."""
    curves: Curves = {"list all": {}, "poll all once": {}, "load into the mock": {}, "one page of the mock": {}}
    size = 10
    while size <= most:
        start = time.process_time()
        mock = MockKps.from_dict({"projects": {PROJECT: {"tokens": ["t"], "tasks": _running(size)}}})
        curves["load into the mock"][size] = _since(start) / size
        with Client(
            endpoint="http://kps.test",
            project_id=PROJECT,
            auth=StaticToken("t"),
            transport=mock.transport(),
            clock=mock.clock,
        ) as kps:
            page = kps.tasks.list_running(limit=10, offset=min(size, LARGEST) // 2).pages()
            next(page)
            start = time.process_time()
            next(kps.tasks.list_running(limit=10, offset=min(size, LARGEST) // 2).pages())
            curves["one page of the mock"][size] = _since(start)
            if size <= LARGEST:
                start = time.process_time()
                ids = [task.task_id for task in kps.tasks.list_running()]
                curves["list all"][size] = _since(start) / size
                start = time.process_time()
                for number, _ in enumerate(kps.tasks.watch(filter(None, ids), requests_per_minute=None), start=1):
                    if number == size:
                        break
                curves["poll all once"][size] = _since(start) / size
        size *= 100 if size < 1000 else 10
    return curves


def _running(count: int) -> list[dict[str, object]]:
    part = min(count, LARGEST)
    return [{"status": "RUNNING_RESET", "repeat": part}] * (count // part)


def _since(start: float) -> float:
    return (time.process_time() - start) * 1e6
