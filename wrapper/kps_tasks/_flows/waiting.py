"""Watch tasks until they have ended, with a few requests per poll.

One pass over the running list shows which of thousands of tasks still run, a thousand per request. Only those that it
does not have are asked for one by one: they have ended; or the list moved and the pass missed them, which costs a
request and nothing else. When fewer tasks are left than the list has pages, asking each is cheaper, and is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from attrs import define, field, frozen

from kps_tasks_client.models.known_error_code import KnownErrorCode

from .._errors import APIError, APIStatusError, KpsError, TaskFailedError, TaskTimeoutError, UnknownTaskError
from .._http.steps import Emit, Flow, Now
from .._models.states import Phase
from .._models.tasks import RunningTask
from .._models.update import TaskUpdate
from .call import get_task
from .failures import PAGE, Failures
from .pace import OutOfTimeError, Pace
from .paging import RUNNING
from .retry import RetryPolicy, is_transient
from .rows import read_rows

_LAST_POLL = 0.9  # of the time that is left when the next poll would come too late

_log = logging.getLogger("kps_tasks")

E = TypeVar("E", bound=KpsError)


@frozen
class WatchOptions:
    """How to watch a set of tasks.

    Attributes:
        timeout: Seconds in all; None for no end.
        interval: Seconds between polls by the number of polls so far.
        per_minute: Requests per minute; None for no limit.
        retry: When to try each request again.
        raise_unknown: Whether an ID that the service does not know ends the watch for all others.
    """

    timeout: float | None
    interval: Callable[[int], float]
    per_minute: float | None
    retry: RetryPolicy
    raise_unknown: bool = False


def watch(task_ids: Iterable[str], options: WatchOptions) -> Flow[TaskUpdate, None]:
    """Emit each change of these tasks once, until all have ended.

    A poll that fails for a reason that passes counts against the timeout alone.

    Raises:
        UnknownTaskError: The service does not know some IDs; by default raised when all others have ended.
        TaskTimeoutError: Some tasks have not ended in time.
        APIError: A call failed, and not for a reason that passes.
    """
    now: float = yield Now()
    deadline = None if options.timeout is None else now + options.timeout
    pace = Pace(deadline, options.per_minute)
    watched = _Watch(options, pace, dict.fromkeys(task_ids))
    polls = 0
    last_poll = False
    try:
        while True:
            yield from watched.poll_through_outages()
            if not watched.pending:
                break
            polls += 1
            interval = options.interval(polls)
            left = None if deadline is None else deadline - (yield Now())
            if left is not None and interval >= left and not last_poll:
                last_poll, interval = True, left * _LAST_POLL
            yield from pace.nap(interval)
    except OutOfTimeError:
        raise watched.complete(TaskTimeoutError(watched.unfinished(), watched.finished, options.timeout)) from None
    except KpsError as error:
        watched.complete(error)
        raise
    if watched.unknown:
        raise watched.complete(next(iter(watched.unknown.values())))


def results_or_raise(
    task_ids: Iterable[str],
    finished: dict[str, TaskUpdate],
    return_failed: bool,
    unknown: UnknownTaskError | None = None,
) -> list[TaskUpdate]:
    """Return the ends of these tasks in their order.

    Raises:
        TaskFailedError: Some have failed, and failed ones are not to be returned.
        UnknownTaskError: The service does not know some; *unknown* says which.
    """
    ends = [finished[task_id] for task_id in task_ids if task_id in finished]
    failed = [end for end in ends if end.phase is Phase.FAILED]
    if failed and not return_failed:
        error = TaskFailedError(failed, ends)
        error.unknown = unknown.unknown if unknown else ()
        raise error
    if unknown:
        raise unknown
    return ends


@define
class _Watch:
    """The tasks that are watched, and what was last seen of each."""

    options: WatchOptions
    pace: Pace
    pending: dict[str, TaskUpdate | None]
    finished: list[TaskUpdate] = field(factory=list)
    unknown: dict[str, UnknownTaskError] = field(factory=dict)
    failing: bool = False
    failures: Failures = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.failures = Failures(self.options.retry, self.pace)

    def unfinished(self) -> list[TaskUpdate]:
        """Return the tasks that have not ended, as they were last seen."""
        return [last or TaskUpdate(task_id) for task_id, last in self.pending.items()]

    def complete(self, error: E) -> E:
        """Return *error* with all that was learned before it."""
        error.finished, error.unknown = tuple(self.finished), tuple(self.unknown)
        error.tasks = tuple(self.unfinished())
        return error

    def poll_through_outages(self) -> Flow[TaskUpdate, None]:
        """Poll; of failures that pass only say when they begin and when they are over."""
        try:
            yield from self.poll()
            if self.failing:
                _log.warning("the service responds again")
            self.failing = False
        except APIError as error:
            if not is_transient(error):
                raise
            if not self.failing:
                _log.warning("a poll failed, retrying until the timeout: %s", error)
            self.failing = True

    def poll(self) -> Flow[TaskUpdate, None]:
        """Poll every pending task once; emit what changed, failures last, each with its record."""
        running = yield from self._running()
        failed: list[TaskUpdate] = []
        try:
            for task_id, earlier in list(self.pending.items()):
                if task_id in running:
                    update = TaskUpdate.from_row(task_id, running[task_id])
                else:
                    try:
                        update = yield from self._ask(task_id, earlier)
                    except UnknownTaskError as error:
                        self.unknown[task_id] = error
                        if self.options.raise_unknown:
                            raise
                        del self.pending[task_id]
                        continue
                if update.phase is Phase.FAILED:
                    failed.append(update)
                elif update.differs_from(earlier):
                    yield from self._report(update)
            records = yield from self.failures.explain(update.task_id for update in failed)
        except (KpsError, OutOfTimeError):
            for update in failed:  # known already, and not to be lost
                yield from self._report(update)
            raise
        for update in failed:
            yield from self._report(update.explained(records.get(update.task_id)))

    def _report(self, update: TaskUpdate) -> Flow[TaskUpdate, None]:
        if update.finished:
            del self.pending[update.task_id]
            self.finished.append(update)
        else:
            self.pending[update.task_id] = update
        yield Emit(update)

    def _running(self) -> Flow[TaskUpdate, dict[str, RunningTask]]:
        """Find pending tasks in the running list, as long as that is cheaper than to ask for each."""
        found: dict[str, RunningTask] = {}
        offset = reads = 0
        missing = len(self.pending)
        while reads < missing and missing > 1:
            payload, response = yield from RUNNING.page(PAGE, offset, self.options.retry, self.pace)
            rows, total = read_rows(payload, response)
            found |= {row.task_id: row for row in map(RunningTask, rows) if row.task_id in self.pending and row.task_id}
            offset, reads, missing = offset + len(rows), reads + 1, len(self.pending) - len(found)
            pages_left = -(-((total or 0) - offset) // PAGE)
            if pages_left < 1 and not (reads == 1 and len(rows) >= PAGE):  # a first total may count its page alone
                break
            if missing <= pages_left or not rows:
                break
        return found

    def _ask(self, task_id: str, earlier: TaskUpdate | None) -> Flow[TaskUpdate, TaskUpdate]:
        try:
            task = yield from get_task(task_id, self.options.retry, self.pace)
        except APIStatusError as error:
            unknown = error.error_code == KnownErrorCode.KPS_0001
            if unknown or (error.status_code == 404 and error.error_code != KnownErrorCode.APIGW_0101):
                raise UnknownTaskError(task_id, str(error), error) from error
            raise
        return TaskUpdate.from_task(task_id, task, earlier)
