"""What callers do repeatedly, and the required results, whatever the server does."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from kps_tasks import APIError, AuthenticationError, Phase, TaskUpdate

from .server import KEPT, ServedMock

LISTS = {"ListFailedTask": "list_failed", "ListRunningTask": "list_running"}
OUTCOMES = {"SUCCESS": Phase.SUCCEEDED, "FAILED": Phase.FAILED}
TIMEOUT = 180.0  # seconds; enough for short tasks to end even if the server is away for a while
ORDER = (Phase.READY, Phase.RUNNING, Phase.SUCCEEDED)


Job = Callable[["Caller"], int]


class WrongError(Exception):
    """Something was lost, duplicated, or wrong."""


class Caller:
    """A job that a client repeats; once its credential is refused, a new client continues.

    Attributes:
        done: How often the job was completed.
        things: Its results: rows of lists, ends of tasks.
        errors: Number of each permitted error.
    """

    def __init__(self, job: Job, kind: str, connect: Callable[[], Any], mock: ServedMock) -> None:
        self.job, self.name = job.__name__.replace("_", " "), f"{job.__name__.replace('_', ' ')}, {kind}"
        self.mock, self.chance = mock, random.Random(self.name)
        self.done = self.things = 0
        self.errors = Counter[str]()
        self._job, self._connect, self._client = job, connect, connect()

    def repeat(self, until: threading.Event) -> None:
        """Repeat the job until told to stop."""
        try:
            while not until.is_set():
                try:
                    self.things += self._job(self)
                    self.done += 1
                except APIError as error:
                    self.take(error)
        finally:
            self.close()

    @property
    def tasks(self) -> Any:
        """The queries."""
        return self._client.tasks

    def take(self, error: APIError) -> None:
        """Continue after an error."""
        self.errors[type(error).__name__] += 1
        if isinstance(error, AuthenticationError):
            self.close()
            self._client = self._connect()

    def close(self) -> None:
        """Close the client."""
        self._client.close()


def read_list(caller: Caller) -> int:
    """Read a list that others change: what never leaves it is returned, and nothing twice."""
    name = caller.chance.choice([*LISTS])
    pager = getattr(caller.tasks, LISTS[name])(
        limit=caller.chance.choice([40, 150, 1000]), concurrency=caller.chance.choice([1, 4])
    )
    found = Counter(task.task_id for page in pager.pages() for task in page)
    twice = [task_id for task_id, times in found.items() if times > 1]
    lost = {f"kept-{name}-{number}" for number in range(KEPT[name])} - found.keys()
    if twice or lost:
        raise WrongError(f"{name}: {len(twice)} rows came twice, {len(lost)} were lost")
    return found.total()


def leave_list(caller: Caller) -> int:
    """Leave a list after its first page, while other pages are in progress."""
    for page in caller.tasks.list_failed(limit=100, concurrency=8).pages():
        return len(page)
    raise WrongError("the list of failures was empty")


def wait(caller: Caller) -> int:
    """Wait for tasks; after an error, for those that have not ended."""
    with _Given(caller) as given:
        ends: dict[str, TaskUpdate] = {}
        while left := [task_id for task_id in given.outcomes if task_id not in ends]:
            try:
                finished = caller.tasks.wait(left, interval=0.5, **_OPTIONS, return_failed=True)
            except APIError as error:
                finished = error.finished
                caller.take(error)
            ends |= {update.task_id: update for update in finished}
        for update in ends.values():
            given.check(update)
        return len(ends)


def watch(caller: Caller) -> int:
    """Watch tasks: each state comes once and none goes back; after an error, watch those that have not ended."""
    with _Given(caller) as given:
        left = dict.fromkeys(given.outcomes, -1)
        while left:
            seen = dict.fromkeys(left, -1)
            try:
                for update in caller.tasks.watch(list(left), interval=0.3, **_OPTIONS):
                    step = ORDER.index(Phase.SUCCEEDED if update.finished else update.phase)
                    if step <= seen[update.task_id] or step < left[update.task_id]:
                        before = ORDER[max(seen[update.task_id], left[update.task_id])]
                        raise WrongError(f"{update.task_id} was {update.phase} after it was {before}")
                    seen[update.task_id] = step
                    if update.finished:
                        given.check(update)
            except APIError as error:
                caller.take(error)
            left = {task_id: max(step, left[task_id]) for task_id, step in seen.items() if step < len(ORDER) - 1}
        return len(given.outcomes)


JOBS: tuple[Job, ...] = (read_list, leave_list, wait, watch)
_OPTIONS = {"timeout": TIMEOUT, "requests_per_minute": None}


class _Given:
    """Tasks that exist during a block, and how they will end."""

    def __init__(self, caller: Caller) -> None:
        self._mock = caller.mock
        self.outcomes: dict[str, str] = {}
        for _ in range(caller.chance.choice([1, 5, 40])):
            task_id, outcome = self._mock.new_name("waited"), caller.chance.choice([*OUTCOMES])
            self._mock.ask(
                "POST",
                "/tasks",
                task_id=task_id,
                operation=caller.chance.choice(["reset", "bind"]),
                ready_seconds=caller.chance.random(),
                running_seconds=3 * caller.chance.random(),
                outcome=outcome,
                **({"task_error_msg": f"why {task_id}"} if outcome == "FAILED" else {}),
            )
            self.outcomes[task_id] = outcome

    def check(self, update: TaskUpdate) -> None:
        """Compare the outcome of a task with the intended one; a record may be missing, but is never another task's."""
        outcome = self.outcomes[update.task_id]
        why = update.failure and update.failure.task_error_msg
        if update.phase is not OUTCOMES[outcome] or why not in (None, f"why {update.task_id}"):
            raise WrongError(f"{update.task_id} ended as {update.phase} ({why}), and not with {outcome}")

    def __enter__(self) -> _Given:
        return self

    def __exit__(self, *of_error: object) -> None:
        for task_id in self.outcomes:
            self._mock.ask("DELETE", f"/tasks/{task_id}")
