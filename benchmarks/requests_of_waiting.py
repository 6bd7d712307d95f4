"""How many requests waiting costs, against asking for each task by itself: `make bench`.

Both wait for the same tasks on the mock, on its own clock; the mock counts.
"""

from __future__ import annotations

import argparse
import tracemalloc

from kps_tasks import Client, StaticToken
from kps_tasks_mock import MockClock, MockKps

PROJECT = "0123456789abcdef0123456789abcdef"


def world(count: int, minutes: float) -> MockKps:
    """Tasks of which the last ends after *minutes*, a few in each round."""
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


class Rounds:
    """The mock's clock, and how often somebody paused by it."""

    def __init__(self, clock: MockClock) -> None:
        self._clock = clock
        self.count = 0

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self.count += 1
        self._clock.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.count += 1
        await self._clock.async_sleep(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the requests of waiting.")
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30.0, help="until the last task has ended")
    parser.add_argument("--interval", type=float, default=5.0, help="seconds between two looks")
    options = parser.parse_args()
    mock = world(options.tasks, options.minutes)
    requests = [0]
    transport = mock.transport()
    rounds = Rounds(mock.clock)
    ids = [f"task-{n}" for n in range(options.tasks)]
    kps = Client(
        endpoint="http://kps.test", project_id=PROJECT, auth=StaticToken("t"), transport=transport, clock=rounds
    )
    kps._http.get().event_hooks["request"].append(lambda request: requests.__setitem__(0, requests[0] + 1))
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in kps.tasks.watch(ids, timeout=None, interval=options.interval, requests_per_minute=None):
        pass
    after, _ = tracemalloc.get_traced_memory()
    ends = [options.minutes * 60 * (n + 1) / options.tasks for n in range(options.tasks)]
    one_by_one = sum(int(end // options.interval) + 2 for end in ends)
    listing = requests[0] - options.tasks
    print(f"{options.tasks} tasks, {rounds.count + 1} rounds every {options.interval:g} s of the mock's clock")
    print(f"asking one by one     {one_by_one:>9} requests")
    print(f"kps_tasks             {requests[0]:>9} requests, 1/{one_by_one / requests[0]:.0f} of that")
    print(f"  to see who runs     {listing:>9}, 1/{one_by_one / listing:.0f} of asking one by one")
    print(f"  for tasks that ended{options.tasks:>9}, one each: only the task itself tells that it succeeded")
    print(f"memory kept           {(after - before) / options.tasks:>9.0f} bytes a task")


if __name__ == "__main__":
    main()
