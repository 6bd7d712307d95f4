"""Lists as callers see them: iterate over tasks, or over ``pages()``; nothing is asked before that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Generic

from ._flows.paging import ListedT, Listing, Plan, pages
from ._http.drivers import AsyncDriver, SyncDriver
from ._models import Page


class Pager(Generic[ListedT]):
    """A list that is read as it is iterated over, one page of up to *limit* tasks a request.

    Every iteration reads the list anew. Every task that is in the list from the first request to the last comes out
    exactly once, whatever ends, fails or starts meanwhile.

    Attributes:
        total: How many tasks the service said the whole list had, on the page read last; None before the first page
            and where it said nothing.

    Example:
        ```python
        for task in kps.tasks.list_running():
            print(task.task_id)
        ```
    """

    def __init__(self, driver: SyncDriver, listing: Listing[ListedT], plan: Plan) -> None:
        self._driver = driver
        self._listing = listing
        self._plan = plan
        self.total: int | None = None

    def __iter__(self) -> Iterator[ListedT]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[Page[ListedT]]:
        """Iterate over the pages. Each holds what no earlier one held, so a page can have less than *limit* tasks."""
        for page in self._driver.iterate(pages(self._listing, self._plan)):
            self.total = page.total
            yield page

    def __repr__(self) -> str:
        return f"<Pager of {self._listing.row.__name__}, limit {self._plan.limit}, offset {self._plan.start}>"


class AsyncPager(Generic[ListedT]):
    """A list that is read as it is iterated over with ``async for``; otherwise as `Pager`.

    Example:
        ```python
        async for task in kps.tasks.list_running():
            print(task.task_id)
        ```
    """

    def __init__(self, driver: AsyncDriver, listing: Listing[ListedT], plan: Plan) -> None:
        self._driver = driver
        self._listing = listing
        self._plan = plan
        self.total: int | None = None

    async def __aiter__(self) -> AsyncIterator[ListedT]:
        async for page in self.pages():
            for task in page:
                yield task

    async def pages(self) -> AsyncIterator[Page[ListedT]]:
        """Iterate over the pages. Each holds what no earlier one held, so a page can have less than *limit* tasks."""
        async for page in self._driver.iterate(pages(self._listing, self._plan)):
            self.total = page.total
            yield page

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._listing.row.__name__}, limit {self._plan.limit}, offset {self._plan.start}>"
