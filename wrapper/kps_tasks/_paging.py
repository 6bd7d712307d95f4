"""Read a list whole, page by page, while it moves.

The service pages by offset, counted in tasks. When a task leaves the list between two pages, all that follow move up by
one, and a pager that goes on at offset + limit never sees the one that slipped across the border.

So each page overlaps the last by one task. As long as a page holds a task already seen, nothing can have slipped
between: whatever stood between that task and the rest still stands after it. A page that holds none may begin behind a
gap, and is read again further up, if need be from the start. Provided that the service keeps the relative order of the
tasks (which no page promises, and a page in another order than before is an error), every task that was in the list
from the first request to the last comes out exactly once, whatever ends, fails or starts meanwhile.

A row is known by (task_id, server_id, task_time). The pages call task_id the ID of the server: should they be right,
two failures of one server are still two rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterable
from operator import itemgetter
from types import ModuleType
from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

from kps_tasks_client.api.tasks import list_failed_task, list_running_task

from ._flows import Call, Emit, Flow
from ._models import FailedTask, Page, RunningTask
from ._responses import Answer, read_object, unusable

ListedT = TypeVar("ListedT", bound=RunningTask | FailedTask)
Row = dict[str, Any]

_PATIENCE = 10  # pages in a row that bring nothing new, though more is to come, before the list is given up


@frozen
class Listing(Generic[ListedT]):
    """One of the lists: the operation that reads it, and what its rows are."""

    operation: ModuleType
    row: type[ListedT]


RUNNING = Listing(list_running_task, RunningTask)
FAILED = Listing(list_failed_task, FailedTask)


def pages(listing: Listing[ListedT], limit: int, start: int) -> Flow[Page[ListedT], None]:
    """Read the list from *start* on, *limit* tasks a request; emit the pages without what an earlier one had."""
    seen = _Seen()
    offset, idle, first = start, 0, True
    while True:
        answer: Answer = yield Call(listing.operation, {"limit": limit, "offset": offset})
        rows, total = read_rows(answer)
        keys = identities(rows)
        anchor = seen.first_known(keys)
        if anchor is None and seen and offset > 0:
            offset = max(0, offset - limit + 1)  # a gap is possible: look further up
            continue
        fresh = seen.add(keys, answer)
        if offset < start and anchor is not None:
            fresh = [index for index in fresh if index > anchor]  # above it stands what the caller skips
        idle = 0 if fresh else idle + 1
        if fresh or first:
            tasks = tuple(listing.row(rows[index]) for index in fresh)
            yield Emit(Page(tasks, total, offset, answer.request_id))
            first = False
        if _is_end(len(rows), limit, offset, total):
            return
        if idle > len(seen.places) // max(len(rows) - 1, 1) + _PATIENCE:  # more than it takes to pass all known rows
            raise unusable(answer, f"page after page brings nothing new; total is {total}, offset {offset}")
        offset += max(len(rows) - 1, 0)


def read_rows(answer: Answer) -> tuple[list[Row], int | None]:
    """Return the rows of one page, and the total if it says one.

    Raises:
        APIStatusError: The status is not 200.
        InvalidResponseError: The body is no page, or says that there are tasks and has none.
    """
    payload = read_object(answer)
    total = _count(payload.get("total"))
    rows = payload.get("tasks")
    if rows is None and ("tasks" in payload or total == 0):
        rows = []
    if not isinstance(rows, list):
        raise unusable(answer, "its field tasks is not a list" if "tasks" in payload else "it has no field tasks")
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise unusable(answer, f"tasks[{index}] is not an object")
    return rows, total


_identity = itemgetter("task_id", "server_id", "task_time")


def identities(rows: Iterable[Row]) -> list[Hashable]:
    """What each row is known by; a row without one of the three fields is known by all that it has."""
    found: list[Hashable] = []
    alike: Counter[str] = Counter()
    for row in rows:
        try:
            key = _identity(row)
            hash(key)
        except (KeyError, TypeError):
            text = json.dumps(row, sort_keys=True)
            alike[text] += 1
            key = (text, alike[text])
        found.append(key)
    return found


@define
class _Seen:
    """The rows read so far, each with its place in the order of the list where that is certain.

    It is certain for a row that follows the last row so far. One that appeared further up has no place.
    """

    places: dict[Hashable, int | None] = field(factory=dict)
    last: Hashable = None

    def __bool__(self) -> bool:
        return bool(self.places)

    def first_known(self, keys: list[Hashable]) -> int | None:
        return next((index for index, key in enumerate(keys) if key in self.places), None)

    def add(self, keys: list[Hashable], answer: Answer) -> list[int]:
        """Remember *keys*; return where the new ones stand. Refuse known ones that changed their order."""
        known = [place for key in keys if (place := self.places.get(key)) is not None]
        if known != sorted(known):
            raise unusable(answer, "tasks stand in another order than on an earlier page, so the list cannot be read")
        fresh = []
        at_the_end = not self.places
        for index, key in enumerate(keys):
            if key in self.places:
                at_the_end = key == self.last
                continue
            self.places[key] = len(self.places) if at_the_end else None
            if at_the_end:
                self.last = key
            fresh.append(index)
        return fresh


def _is_end(count: int, limit: int, offset: int, total: int | None) -> bool:
    if count < limit:
        return total is None or offset + count >= total
    # A full page is the last one when the total says so. On the first page it may be the page's own count.
    return offset > 0 and total == offset + count


def _count(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        count = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return count if count >= 0 else None
