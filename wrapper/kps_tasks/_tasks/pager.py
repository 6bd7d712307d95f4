"""Lists as callers see them: iterate over tasks, or over ``pages()``; nothing is asked before that."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Generic

from .._http.steps import Flow
from .._models.tasks import ListedT_co, Page

if TYPE_CHECKING:
    from kps_tasks_client.types import Row

    from .._flows.paging import ListOptions
    from .._flows.rows import NewRows
    from .._http.async_driver import AsyncDriver
    from .._http.sync_driver import SyncDriver


class Pager(Generic[ListedT_co]):
    """A list that is read while iterating, one page of up to *limit* tasks per request.

    Each iteration reads the list again. Every task that is in the list from the first request to the last is yielded
    exactly once, no matter which tasks end, fail or start meanwhile.

    Attributes:
        total: Number of tasks in the whole list, as reported with the page read last; None before the first page and if
            the service did not report it.

    Example:
        ```python
        for task in kps.tasks.list_running():
            print(task.task_id)
        ```
    """

    def __init__(self, driver: SyncDriver, row: type[ListedT_co], options: ListOptions) -> None:
        self._driver = driver
        self._row = row
        self._options = options
        self.total: int | None = None

    def __iter__(self) -> Iterator[ListedT_co]:
        for new in self._new_rows():
            yield from new.tasks(self._row)

    def pages(self) -> Iterator[Page[ListedT_co]]:
        """Iterate over the pages. A page omits tasks of earlier pages, so it can have fewer than *limit* tasks."""
        for new in self._new_rows():
            yield new.page(self._row)

    def _new_rows(self) -> Iterator[NewRows]:
        for new in self._driver.iterate(_flow(self._row, self._options)):
            self.total = new.total
            yield new

    def __repr__(self) -> str:
        return f"<Pager of {self._row.__name__}, limit {self._options.limit}, offset {self._options.start}>"


class AsyncPager(Generic[ListedT_co]):
    """A list that is read while iterating with ``async for``; otherwise like `Pager`.

    Example:
        ```python
        async for task in kps.tasks.list_running():
            print(task.task_id)
        ```
    """

    def __init__(self, driver: AsyncDriver, row: type[ListedT_co], options: ListOptions) -> None:
        self._driver = driver
        self._row = row
        self._options = options
        self.total: int | None = None

    async def __aiter__(self) -> AsyncIterator[ListedT_co]:
        async with aclosing(self._new_rows()) as found:
            async for new in found:
                for task in new.tasks(self._row):
                    yield task

    async def pages(self) -> AsyncGenerator[Page[ListedT_co]]:
        """Iterate over the pages. A page omits tasks of earlier pages, so it can have fewer than *limit* tasks."""
        async with aclosing(self._new_rows()) as found:
            async for new in found:
                yield new.page(self._row)

    async def _new_rows(self) -> AsyncGenerator[NewRows]:
        async with aclosing(self._driver.iterate(_flow(self._row, self._options))) as found:
            async for new in found:
                self.total = new.total
                yield new

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._row.__name__}, limit {self._options.limit}, offset {self._options.start}>"


def _flow(row: type[Row], options: ListOptions) -> Flow[NewRows, None]:
    from .._flows.paging import pages  # here, as the import takes time and not every program reads a list

    return pages(row, options)
