"""Poll a set of tasks with few requests.

One pass over the running list shows which of thousands of tasks are still running, a thousand per request. Only tasks
that it lacks are queried one by one: they have finished, or the list moved and the pass missed them, which costs one
request and nothing else. When fewer tasks are left than the list has pages, querying each is cheaper, and is done.
"""

from __future__ import annotations

import logging

from attrs import define, field

from kps_tasks_client import facts

from .._errors import APIConnectionError, APIError, APIStatusError, UnknownTaskError
from .._http.hints import is_unknown_task
from .._http.steps import Emit, Flow
from .._models.states import Phase
from .._models.tasks import RunningTask
from .._models.update import TaskUpdate
from .call import get_task
from .failures import PAGE, Failures
from .pace import Pace
from .paging import RUNNING
from .retry import RetryPolicy, is_transient
from .rows import read_rows

_MISSES = 3  # consecutive tasks that cannot be queried: this is an outage, not a problem of these tasks
_EXPLANATIONS = 10  # polls that try the failed list before failures are reported without their records

_log = logging.getLogger("kps_tasks")


@define
class Poller:
    """The tasks that are polled, and the last known state of each.

    Args:
        pending: The tasks that have not finished, as last seen.
        retry: When to retry each request.
        pace: Deadline and quota.
        raise_unknown: Whether an ID that the service does not know is an error immediately.

    Attributes:
        finished: The tasks that have finished and were reported.
        unknown: The IDs that the service does not know.
    """

    pending: dict[str, TaskUpdate | None]
    retry: RetryPolicy
    pace: Pace
    raise_unknown: bool = False
    finished: list[TaskUpdate] = field(factory=list, init=False)
    unknown: dict[str, UnknownTaskError] = field(factory=dict, init=False)
    _unexplained: dict[str, TaskUpdate] = field(factory=dict, init=False)
    _explanations: int = field(default=0, init=False)
    _failing: bool = field(default=False, init=False)
    _responded: bool = field(default=False, init=False)  # then even an unresolvable host counts as temporary
    _failures: Failures = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._failures = Failures(self.retry, self.pace)

    def unfinished(self) -> tuple[TaskUpdate, ...]:
        """Return the tasks that have not finished, as last seen."""
        return tuple(last or TaskUpdate(task_id) for task_id, last in self.pending.items())

    def poll(self) -> Flow[TaskUpdate, None]:
        """Poll every pending task once and emit what changed; log when temporary failures begin and when they end."""
        try:
            trouble = yield from self._ask_for_all()
            yield from self._explain()
            if trouble:
                raise trouble
        except APIError as error:
            if not is_transient(error) and not (self._responded and isinstance(error, APIConnectionError)):
                raise
            if not self._failing:
                _log.warning("a poll failed, retrying until the timeout: %s", error)
            self._failing = True
        else:
            if self._failing:
                _log.warning("the service responds again")
            self._failing, self._responded = False, True

    def report_unexplained(self) -> Flow[TaskUpdate, None]:
        """Emit the failures that still wait for their records."""
        for task_id in list(self._unexplained):
            yield from self._report(self._unexplained.pop(task_id))

    def _ask_for_all(self) -> Flow[TaskUpdate, APIError | None]:
        """Emit what changed, but keep failures for `_explain`; return the error if a task could not be queried."""
        running = yield from self._running()
        trouble: APIError | None = None
        misses = 0
        for task_id, earlier in list(self.pending.items()):
            if task_id in self._unexplained:
                continue
            if row := running.get(task_id):
                if earlier is None or row.phase is not earlier.phase:
                    yield from self._note(TaskUpdate.from_row(task_id, row), earlier)
                continue
            try:
                yield from self._note((yield from self._ask(task_id, earlier)), earlier)
                misses = 0
            except APIError as error:
                trouble, misses = error, misses + 1
                if not is_transient(error) or misses >= _MISSES:
                    raise
                self.pending[task_id] = self.pending.pop(task_id)  # last in the next poll, so it blocks no other
        return trouble

    def _note(self, update: TaskUpdate | None, earlier: TaskUpdate | None) -> Flow[TaskUpdate, None]:
        if update is None:
            return
        if update.phase is Phase.FAILED:
            self._unexplained[update.task_id] = update
        elif update.differs_from(earlier):
            yield from self._report(update)

    def _running(self) -> Flow[TaskUpdate, dict[str, RunningTask]]:
        """Find pending tasks in the running list while that is cheaper than querying each."""
        found: dict[str, RunningTask] = {}
        offset = reads = 0
        missing = len(self.pending)
        while reads < missing and missing > 1 and offset in facts.OFFSET:  # tasks beyond that are queried one by one
            try:
                response = yield from RUNNING.page(PAGE, offset, self.retry, self.pace)
            except APIError as error:
                if self._failing and is_transient(error):
                    break  # perhaps only the list fails
                raise
            rows, total = read_rows(response)
            of_ours = (row for row in rows if str(row.get("task_id")) in self.pending)
            found |= {row.task_id: row for row in map(RunningTask, of_ours) if row.task_id}
            offset, reads, missing = offset + len(rows), reads + 1, len(self.pending) - len(found)
            pages_left = -(-((total or 0) - offset) // PAGE)
            if pages_left < 1 and not (reads == 1 and len(rows) >= PAGE):  # a first total may count only its own page
                break
            if missing <= pages_left or not rows:
                break
        return found

    def _ask(self, task_id: str, earlier: TaskUpdate | None) -> Flow[TaskUpdate, TaskUpdate | None]:
        """Query one task; return None if the service does not know it."""
        try:
            task = yield from get_task(task_id, self.retry, self.pace)
        except APIStatusError as error:
            if not is_unknown_task(error):
                raise
            self.unknown[task_id] = UnknownTaskError(task_id, str(error), error)
            if self.raise_unknown:
                raise self.unknown[task_id] from error
            del self.pending[task_id]
            return None
        return TaskUpdate.from_task(task_id, task, earlier)

    def _explain(self) -> Flow[TaskUpdate, None]:
        """Report failures with their records; those whose records cannot be read wait for the next poll."""
        if not self._unexplained:
            return
        records, trouble = yield from self._failures.explain(self._unexplained)
        for task_id in list(self._unexplained):
            if task_id in records or trouble is None:
                yield from self._report(self._unexplained.pop(task_id).explained(records.get(task_id)))
        self._explanations = self._explanations + 1 if trouble else 0
        if trouble and (self._explanations >= _EXPLANATIONS or not is_transient(trouble)):
            _log.warning("the failed list cannot be read, so failures are reported without a reason: %s", trouble)
            yield from self.report_unexplained()

    def _report(self, update: TaskUpdate) -> Flow[TaskUpdate, None]:
        if update.finished:
            del self.pending[update.task_id]
            self.finished.append(update)
        else:
            self.pending[update.task_id] = update
        yield Emit(update)
