"""Read a list whole, page by page, while it moves.

The service pages by offset, counted in tasks. When a task leaves the list between two pages, all that follow move up by
one, and a pager that goes on at offset + limit never sees the one that slipped across the border.

So each page overlaps the last by one task. As long as a page holds a task already seen, nothing can have slipped
between: whatever stood between that task and the rest still stands after it. A page that holds none may begin behind a
gap, and is read again further up, if need be from the start. Provided that the service keeps the relative order of the
tasks, every task that was in the list from the first request to the last comes out exactly once, whatever ends, fails
or starts meanwhile. When each page was read does not matter for that, so pages may be asked for ahead, side by side.

No page of the vendor's promises an order. Known tasks in another order than before are an error; and a list whose total
stood still and yet holds more tasks than came is read a second time, after which it is an error too. A total is never
taken for more than a hint: a list ends where a page is not full and nothing follows.

A row is known by (task_id, server_id, task_time). The pages call task_id the ID of the server: should they be right,
two failures of one server are still two rows.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Generic, Protocol

from attrs import define, field, frozen

from kps_tasks_client import facts
from kps_tasks_client.api.tasks import list_failed_task, list_running_task
from kps_tasks_client.types import Request, Row

from .._http.response import APIResponse, unusable
from .._http.steps import Emit, Flow, Join, Start
from .._models.tasks import FailedTask, ListedT_co, RunningTask
from .call import call
from .pace import UNHURRIED, Pace
from .retry import RetryPolicy
from .rows import KnownRows, NewRows, identities, read_rows

_LARGEST = facts.OFFSET[-1]  # the last page begins here at the latest
_PATIENCE = 10  # responses in a row that bring nothing new and are no end either, before the list is given up
_RETURNS = 100  # ways back up the list, before it is said to move faster than it can be read


class PageRequest(Protocol):
    """What builds the request of one page, as the generated modules do."""

    def __call__(self, project_id: str, *, limit: int, offset: int) -> Request[Any]: ...


@frozen
class Listing(Generic[ListedT_co]):
    """One of the lists: what asks for a page of it, and what its rows are."""

    request: PageRequest
    row: type[ListedT_co]

    def page(self, limit: int, offset: int, retry: RetryPolicy, pace: Pace = UNHURRIED) -> Flow[Any, APIResponse]:
        """Ask for one page."""
        return call(lambda project: self.request(project, limit=limit, offset=offset), retry, pace)


RUNNING = Listing(list_running_task.request, RunningTask)
FAILED = Listing(list_failed_task.request, FailedTask)
_LISTINGS: dict[type[Row], Listing[Any]] = {listing.row: listing for listing in (RUNNING, FAILED)}


@frozen
class ListOptions:
    """How a list is to be read: tasks per request, tasks to skip, requests at once, tries of each, how fast."""

    limit: int
    start: int
    concurrency: int
    retry: RetryPolicy
    pace: Pace = UNHURRIED


def pages(row: type[Row], options: ListOptions) -> Flow[NewRows, None]:
    """Read the list that has such rows; emit, page by page, those that no earlier page had."""
    walk = _Walk(_LISTINGS[row], options)
    yield from walk.read_through()
    if walk.short_of_total():
        yield from walk.read_through()
    if walk.short_of_total():
        raise unusable(
            walk.response, f"total is {walk.total}, but only {len(walk.known)} different tasks were received"
        )


@define
class _Walk:
    """The reading of one list, once or twice."""

    listing: Listing[Any]
    options: ListOptions
    known: KnownRows = field(factory=KnownRows)
    ahead: deque[tuple[int, Any]] = field(factory=deque)
    response: Any = None
    total: int | None = None
    total_moved: bool = False
    emitted: bool = False
    size: int = field(init=False)  # rows of a full page: as many as asked for, or what the service gives at most

    @size.default
    def _size_asked_for(self) -> int:
        return self.options.limit

    def short_of_total(self) -> bool:
        """Whether fewer tasks came than a total says that never moved."""
        missing = (self.total or 0) - self.options.start - len(self.known)
        return missing > 0 and not self.total_moved

    def read_through(self) -> Flow[NewRows, None]:
        """Read from the start of the list to its end."""
        limit, offset = self.options.limit, self.options.start
        idle = returns = strikes = 0
        on_the_way_back = False
        self.total_moved, self.total = False, None
        while True:
            response = yield from self._page(offset)
            rows, total = read_rows(response)
            self._note(response, total)
            keys = identities(rows)
            anchor = self.known.first_known(keys)
            if anchor is None and self.known and offset > 0:
                returns += not on_the_way_back
                self._give_up_if(returns > _RETURNS, "the list changes faster than it can be read")
                on_the_way_back = True
                offset = max(0, offset - limit + 1)  # a gap is possible: look further up
                continue
            on_the_way_back = False
            before = len(self.known)
            fresh = self.known.add(keys, response)
            beyond = total not in (None, len(rows)) and offset + len(rows) > (total or 0)
            idle = 0 if fresh else idle + 1
            strikes += beyond and bool(fresh)
            self._give_up_if(strikes > _PATIENCE, "the list continues beyond its total")
            if offset < self.options.start and anchor is not None:
                fresh = [index for index in fresh if index > anchor]  # above it stands what the caller skips
            if total is not None and len(rows) < limit and offset + len(rows) < total:
                self.size = len(rows)  # the service gives less than it is asked for
            yield from self._look_ahead(offset, total)
            count, new = len(rows), NewRows(list(map(rows.__getitem__, fresh)), total, offset, response.request_id)
            del rows, keys  # so the reader frees each row when it is done with it
            if fresh or not self.emitted:
                self.emitted = True
                yield Emit(new)
            if self._is_end(rows=count, offset=offset, idle=idle, fresh=bool(fresh)):
                return
            step = max(count - 1, 0)
            # Known rows may come again, a list of them at the most; then it is the service that repeats itself.
            self._give_up_if(idle > (before // step if step else 0) + _PATIENCE, "page after page contains nothing new")
            self._give_up_if(offset == _LARGEST, f"the list continues beyond the largest offset, {_LARGEST}")
            offset = min(offset + step, _LARGEST)

    def _is_end(self, *, rows: int, offset: int, idle: int, fresh: bool) -> bool:
        total = self.total
        if total is not None and 0 < rows < total < offset + rows:
            return False  # the offset was ignored, and what stands or stood behind this page is not known
        if rows >= self.options.limit:
            # More rows than the total leaves room for, and all known: the service ignores the offset and gave all it
            # has. Where the total counts the page alone, one such page could be chance.
            repeats = not fresh and total is not None and offset + rows > total and len(self.known) >= total
            return repeats and (total != rows or idle > 1)
        if total is None:
            return not fresh and rows < 2  # more rows that are known may have moved here from further up
        if total < offset + rows:
            return not fresh
        if self.size < self.options.limit:
            return not fresh and rows < 2 and total == offset + rows  # a short page alone does not show the end
        return total == offset + rows

    def _page(self, offset: int) -> Flow[NewRows, APIResponse]:
        """Read one page, which may have been asked for ahead."""
        if self.ahead and self.ahead[0][0] == offset:
            _, handle = self.ahead.popleft()
            yield from self._look_ahead(offset, self.total)  # else one request fewer would be under way
            found: APIResponse = yield Join(handle)
            return found
        self.ahead.clear()
        return (yield from self._ask(offset))

    def _look_ahead(self, offset: int, total: int | None) -> Flow[NewRows, None]:
        """Ask for the pages that follow, as far as the total goes; no more are held than were asked for at once."""
        offset = self.ahead[-1][0] if self.ahead else offset
        while (
            len(self.ahead) < self.options.concurrency - 1 and offset + self.size < (total or 0) and offset < _LARGEST
        ):
            offset = min(offset + max(self.size - 1, 1), _LARGEST)
            handle = yield Start(self._ask(offset))
            self.ahead.append((offset, handle))

    def _ask(self, offset: int) -> Flow[Any, APIResponse]:
        return self.listing.page(self.options.limit, offset, self.options.retry, self.options.pace)

    def _note(self, response: APIResponse, total: int | None) -> None:
        self.response = response
        self.total_moved = self.total_moved or total is None or (self.total is not None and total != self.total)
        self.total = total

    def _give_up_if(self, hopeless: bool, why: str) -> None:
        if hopeless:
            raise unusable(
                self.response, f"{why}; total is {self.total}, and {len(self.known)} different tasks were received"
            )
