"""The task queries, as ``client.tasks``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .._checks import TaskIds, check_ids
from .._errors import UnknownTaskError
from .._http.sync_driver import SyncDriver
from .._models.tasks import FailedTask, RunningTask, Task
from .budget import INTERVAL, LIMIT, PER_MINUTE, TIMEOUT, Budget, Interval, OnUnknown
from .pager import Pager

if TYPE_CHECKING:
    from .._models.update import TaskUpdate


class Tasks:
    """Queries about key pair tasks; reached as ``Client(…).tasks``."""

    def __init__(self, driver: SyncDriver, budget: Budget) -> None:
        self._driver = driver
        self._budget = budget

    def __repr__(self) -> str:
        return f"<Tasks of {self._driver.connection.place}>"

    def get(self, task_id: str) -> Task:
        """Get one task, with one request.

        Args:
            task_id: ID that the operation which started the task returned.

        Returns:
            The task; ``task.phase`` is its progress.

        Raises:
            InvalidArgumentError: The ID is empty, ``.``, ``..`` or has a control character. Nothing was sent.
            BadRequestError: The service does not know the ID (its error table: 400, ``KPS.0001``).
            APIError: Any other failure of the call.

        Example:
            ```python
            task = kps.tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")
            print(task.task_status, task.phase, task.phase.finished)
            ```
        """
        return self._driver.run(self._budget.get_task(task_id))

    def list_running(self, *, limit: int = LIMIT, offset: int = 0, concurrency: int = 1) -> Pager[RunningTask]:
        """List the tasks in progress; requests are sent while iterating.

        Args:
            limit: Number of tasks per request, 2 to 1000. It does not limit the length of the list.
            offset: Tasks to skip at the start of the list.
            concurrency: Number of pages to request at once, 1 to 64; no more than these are held in memory.

        Returns:
            A pager: iterate over it for tasks, over its ``pages()`` for pages.

        Raises:
            InvalidArgumentError: An argument is out of range.
            APIError: A call failed while iterating.

        Example:
            ```python
            for task in kps.tasks.list_running():
                print(task.task_id, task.server_name, task.operation)
            ```
        """
        return Pager(self._driver, RunningTask, self._budget.list_options(limit, offset, concurrency))

    def list_failed(self, *, limit: int = LIMIT, offset: int = 0, concurrency: int = 1) -> Pager[FailedTask]:
        """List the failed tasks; requests are sent while iterating.

        The service keeps a failure until someone deletes its record.

        Args:
            limit: Number of tasks per request, 2 to 1000. It does not limit the length of the list.
            offset: Tasks to skip at the start of the list.
            concurrency: Number of pages to request at once, 1 to 64; no more than these are held in memory.

        Returns:
            A pager: iterate over it for tasks, over its ``pages()`` for pages.

        Raises:
            InvalidArgumentError: An argument is out of range.
            APIError: A call failed while iterating.

        Example:
            ```python
            for task in kps.tasks.list_failed():
                print(task.task_id, task.task_error_msg)
            ```
        """
        return Pager(self._driver, FailedTask, self._budget.list_options(limit, offset, concurrency))

    def watch(
        self,
        ids: TaskIds,
        *,
        timeout: float | None = TIMEOUT,
        interval: Interval = INTERVAL,
        requests_per_minute: float | None = PER_MINUTE,
        on_unknown: OnUnknown = "report",
    ) -> Iterator[TaskUpdate]:
        """Watch tasks and yield each change once, until all have finished.

        The first state of each task counts as a change, even if the task has already finished. An unknown state is
        reported but does not count as finished.

        Args:
            ids: One or more task IDs, or tasks, rows or updates that have one. Duplicates are watched once.
            timeout: Give up after this many seconds: send no more requests and raise an error. None waits forever.
            interval: Seconds between polls, or a function that takes the number of polls so far and returns the
                seconds.
            requests_per_minute: Maximum number of requests in any 60 seconds, shared with the client's other waits;
                None for no limit. Defaults to the service's quota per user. The client's ``rate_limit`` applies as
                well.
            on_unknown: What to do about an ID that the service does not know: ``"report"`` goes on with the others and
                raises at the end, ``"raise"`` ends at once.

        Yields:
            The state of a task that changed. For a failed task, ``failure`` is its record in the failed list.

        Raises:
            InvalidArgumentError: An argument is unusable. Nothing was sent.
            UnknownTaskError: The service does not know some IDs; they are in ``error.unknown``.
            TaskTimeoutError: Some tasks did not finish in time; the error lists them.
            APIError: A call failed with an error that retrying does not resolve.

        Every error that ends the wait carries the results so far in ``finished``, ``tasks`` and ``unknown``.

        Example:
            ```python
            for update in kps.tasks.watch(ids, timeout=600):
                print(update.task_id, update.task_status)
            ```
        """
        from .._flows.waiting import watch  # here, because most programs wait for nothing

        options = self._budget.watch_options(timeout, interval, requests_per_minute, on_unknown)
        return self._driver.iterate(watch(check_ids(ids), options))

    def wait(
        self,
        ids: TaskIds,
        *,
        timeout: float | None = TIMEOUT,
        interval: Interval = INTERVAL,
        requests_per_minute: float | None = PER_MINUTE,
        return_failed: bool = False,
        on_unknown: OnUnknown = "report",
    ) -> list[TaskUpdate]:
        """Wait for tasks to finish.

        Args:
            ids: One or more task IDs, or tasks, rows or updates that have one. Duplicates are waited for once.
            timeout: Give up after this many seconds: send no more requests and raise an error. None waits forever.
            interval: Seconds between polls, or a function that takes the number of polls so far and returns the
                seconds.
            requests_per_minute: Maximum number of requests in any 60 seconds, shared with the client's other waits;
                None for no limit. Defaults to the service's quota per user. The client's ``rate_limit`` applies as
                well.
            return_failed: Return failed tasks like others instead of raising an error.
            on_unknown: What to do about an ID that the service does not know: ``"report"`` goes on with the others and
                raises at the end, ``"raise"`` ends at once.

        Returns:
            How each task ended, in the order of the IDs.

        Raises:
            InvalidArgumentError: An argument is unusable. Nothing was sent.
            TaskFailedError: All tasks have finished and some of them failed; the error says which, and why.
            UnknownTaskError: The service does not know some IDs; they are in ``error.unknown``.
            TaskTimeoutError: Some tasks did not finish in time; the error lists them.
            APIError: A call failed with an error that retrying does not resolve.

        Every error that ends the wait carries the results so far in ``finished``, ``tasks`` and ``unknown``.

        Example:
            ```python
            try:
                kps.tasks.wait(ids, timeout=600)
            except TaskFailedError as error:
                print(error)
            ```
        """
        from .._flows.waiting import results_or_raise, watch

        ids = check_ids(ids)
        options = self._budget.watch_options(timeout, interval, requests_per_minute, on_unknown)
        ends: dict[str, TaskUpdate] = {}
        unknown: UnknownTaskError | None = None
        try:
            for update in self._driver.iterate(watch(ids, options)):
                if update.finished:
                    ends[update.task_id] = update
        except UnknownTaskError as error:
            if options.raise_unknown:
                raise
            unknown = error
        return results_or_raise(ids, ends, return_failed, unknown)
