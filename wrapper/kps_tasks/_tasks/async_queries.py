"""The task queries for asyncio, as ``client.tasks``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from .._checks import TaskIds, check_ids
from .._errors import UnknownTaskError
from .._http.async_driver import AsyncDriver
from .._models.tasks import FailedTask, RunningTask, Task
from .budget import INTERVAL, LIMIT, PER_MINUTE, TIMEOUT, Budget, Interval, OnUnknown
from .pager import AsyncPager

if TYPE_CHECKING:
    from .._models.update import TaskUpdate


class AsyncTasks:
    """Queries about key pair tasks; reached as ``AsyncClient(…).tasks``. Like `Tasks`, with ``await``."""

    def __init__(self, driver: AsyncDriver, budget: Budget) -> None:
        self._driver = driver
        self._budget = budget

    def __repr__(self) -> str:
        return f"<AsyncTasks of {self._driver.connection.place}>"

    async def get(self, task_id: str) -> Task:
        """Get one task, with one request; see `Tasks.get`."""
        return await self._driver.run(self._budget.get_task(task_id))

    def list_running(self, *, limit: int = LIMIT, offset: int = 0, concurrency: int = 1) -> AsyncPager[RunningTask]:
        """List the tasks in progress, lazily; see `Tasks.list_running`."""
        return AsyncPager(self._driver, RunningTask, self._budget.list_options(limit, offset, concurrency))

    def list_failed(self, *, limit: int = LIMIT, offset: int = 0, concurrency: int = 1) -> AsyncPager[FailedTask]:
        """List the failures, lazily; see `Tasks.list_failed`."""
        return AsyncPager(self._driver, FailedTask, self._budget.list_options(limit, offset, concurrency))

    def watch(
        self,
        ids: TaskIds,
        *,
        timeout: float | None = TIMEOUT,
        interval: Interval = INTERVAL,
        requests_per_minute: float | None = PER_MINUTE,
        on_unknown: OnUnknown = "report",
    ) -> AsyncIterator[TaskUpdate]:
        """Watch tasks and yield each change once, until all have finished; see `Tasks.watch`."""
        from .._flows.waiting import watch  # here, because most programs wait for nothing

        options = self._budget.watch_options(timeout, interval, requests_per_minute, on_unknown)
        return self._driver.iterate(watch(check_ids(ids), options))

    async def wait(
        self,
        ids: TaskIds,
        *,
        timeout: float | None = TIMEOUT,  # noqa: ASYNC109  (it bounds the requests, and names what is unfinished)
        interval: Interval = INTERVAL,
        requests_per_minute: float | None = PER_MINUTE,
        return_failed: bool = False,
        on_unknown: OnUnknown = "report",
    ) -> list[TaskUpdate]:
        """Wait for tasks to finish; see `Tasks.wait`."""
        from .._flows.waiting import results_or_raise, watch

        ids = check_ids(ids)
        options = self._budget.watch_options(timeout, interval, requests_per_minute, on_unknown)
        ends: dict[str, TaskUpdate] = {}
        unknown: UnknownTaskError | None = None
        try:
            async for update in self._driver.iterate(watch(ids, options)):
                if update.finished:
                    ends[update.task_id] = update
        except UnknownTaskError as error:
            if options.raise_unknown:
                raise
            unknown = error
        return results_or_raise(ids, ends, return_failed, unknown)
