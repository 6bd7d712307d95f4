"""Read a list whole, page by page, while it moves.

The service pages by offset, counted in tasks. When a task leaves the list between two pages, all that follow move up by
one, and a pager that goes on at offset + limit never sees the one that slipped across the border.

So each page overlaps the last by one task. As long as a page holds a task already seen, nothing can have slipped
between: whatever stood between that task and the rest still stands after it. A page that holds none may begin behind a
gap, and is read again further up, if need be from the start. Provided that the service keeps the relative order of the
tasks, every task that was in the list from the first request to the last comes out exactly once, whatever ends, fails
or starts meanwhile. When each page was read does not matter for that, so pages may be asked for ahead, side by side.

No page of the vendor's promises an order. A known task in another place than before is an error; and a list whose total
stood still and yet holds more tasks than came is read a second time, after which it is an error too.

A row is known by (task_id, server_id, task_time). The pages call task_id the ID of the server: should they be right,
two failures of one server are still two rows.
"""

from __future__ import annotations

from collections import deque
from types import ModuleType
from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

from kps_tasks_client.api.tasks import list_failed_task, list_running_task

from ._calls import call
from ._models import FailedTask, Page, RunningTask
from ._pace import Pace
from ._responses import Answer, unusable
from ._retry import RetryPolicy
from ._rows import Seen, identities, read_rows
from ._steps import Emit, Flow, Join, Start

ListedT = TypeVar("ListedT", bound=RunningTask | FailedTask)

_PATIENCE = 10  # pages in a row that bring nothing new or contradict their total, before the list is given up
_ENDLESS = 1_000_000  # tasks after which a list that says no total is taken for one without end


@frozen
class Listing(Generic[ListedT]):
    """One of the lists: the operation that reads it, and what its rows are."""

    operation: ModuleType
    row: type[ListedT]


RUNNING = Listing(list_running_task, RunningTask)
FAILED = Listing(list_failed_task, FailedTask)


@frozen
class Plan:
    """How a list is to be read: tasks a request, tasks to skip, requests at once, tries of each."""

    limit: int
    start: int
    concurrency: int
    retry: RetryPolicy


def pages(listing: Listing[ListedT], plan: Plan) -> Flow[Page[ListedT], None]:
    """Read the list; emit its pages without what an earlier one had."""
    walk = _Walk(listing, plan)
    yield from walk.once()
    if walk.short_of_total():
        yield from walk.once()
    if walk.short_of_total():
        came = f"{len(walk.seen)} different ones came"
        raise unusable(walk.answer, f"total is {walk.total}, and only {came}; the list keeps no order")


@define
class _Walk(Generic[ListedT]):
    """The reading of one list, once or twice."""

    listing: Listing[ListedT]
    plan: Plan
    seen: Seen = field(factory=Seen)
    ahead: deque[tuple[int, Any]] = field(factory=deque)
    answer: Any = None
    total: int | None = None
    total_moved: bool = False
    repeated: int = 0
    emitted: bool = False

    def short_of_total(self) -> bool:
        """Whether fewer tasks came than a total says that never moved."""
        missing = (self.total or 0) - self.plan.start - self.repeated - len(self.seen)
        return missing > 0 and not self.total_moved

    def once(self) -> Flow[Page[ListedT], None]:
        """Read from the start of the list to its end."""
        limit, offset, idle = self.plan.limit, self.plan.start, 0
        self.total_moved, self.repeated, self.total = False, 0, None
        while True:
            payload, answer = yield from self._page(offset)
            rows, total = read_rows(payload, answer)
            self._note(answer, total)
            keys = identities(rows)
            anchor = self.seen.first_known(keys)
            if anchor is None and self.seen and offset > 0:
                offset = max(0, offset - limit + 1)  # a gap is possible: look further up
                continue
            known = len(self.seen)
            fresh = self.seen.add(keys, answer)
            self.repeated += len(keys) - len(set(keys))
            endless = total is None or total == len(rows)
            if (endless and len(self.seen) > _ENDLESS) or idle > known // max(len(rows) - 1, 1) + _PATIENCE:
                raise unusable(answer, f"page after page brings nothing new; total is {total}, offset {offset}")
            beyond = not endless and total is not None and offset + len(rows) > total
            idle = idle + 1 if beyond or not fresh else 0
            if offset < self.plan.start and anchor is not None:
                fresh = [index for index in fresh if index > anchor]  # above it stands what the caller skips
            yield from self._look_ahead(offset, total)
            if fresh or not self.emitted:
                self.emitted = True
                tasks = tuple(self.listing.row(rows[index]) for index in fresh)
                yield Emit(Page(tasks, total, offset, answer.request_id))
            if _is_end(len(rows), limit, offset, total):
                return
            offset += max(len(rows) - 1, 0)

    def _page(self, offset: int) -> Flow[Page[ListedT], tuple[dict[str, Any], Answer]]:
        """Read one page, which may have been asked for ahead."""
        if self.ahead and self.ahead[0][0] == offset:
            _, handle = self.ahead.popleft()
            found: tuple[dict[str, Any], Answer] = yield Join(handle)
            return found
        self.ahead.clear()
        return (yield from self._ask(offset))

    def _look_ahead(self, offset: int, total: int | None) -> Flow[Page[ListedT], None]:
        """Ask for the pages that follow, as far as the total goes, so that no more than the plan says are held."""
        offset = self.ahead[-1][0] if self.ahead else offset
        while len(self.ahead) < self.plan.concurrency - 1 and total is not None and offset + self.plan.limit < total:
            offset += self.plan.limit - 1
            handle = yield Start(self._ask(offset))
            self.ahead.append((offset, handle))

    def _ask(self, offset: int) -> Flow[Any, tuple[dict[str, Any], Answer]]:
        params = {"limit": self.plan.limit, "offset": offset}
        return call(self.listing.operation, params, self.plan.retry, Pace())

    def _note(self, answer: Answer, total: int | None) -> None:
        self.answer = answer
        self.total_moved = self.total_moved or total is None or (self.total is not None and total != self.total)
        self.total = total


def _is_end(count: int, limit: int, offset: int, total: int | None) -> bool:
    if count < limit:
        return total is None or offset + count >= total
    # A full page is the last one when the total says so. On the first page it may be the page's own count.
    return offset > 0 and total == offset + count
