"""Find the records of failed tasks in the failed list, which may be long, with few requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import define

from kps_tasks_client import facts

from .._errors import APIError
from .._http.steps import Flow
from .._models.tasks import FailedTask
from .pace import Pace
from .paging import FAILED
from .retry import RetryPolicy
from .rows import read_rows

PAGE = facts.LIMIT[-1]


@define
class Failures:
    """Reader of the failed list; it remembers which end has the newest records.

    No page of the vendor's says how the list is sorted. Probably by time, so both ends are read first, starting with
    the one where records were found before; the rest is read only for records that neither end has.
    """

    retry: RetryPolicy
    pace: Pace
    total: int = 0
    at_end: bool = False

    def explain(self, task_ids: Iterable[str]) -> Flow[Any, tuple[dict[str, FailedTask], APIError | None]]:
        """Return the records found for these tasks, and the error if the list could not be read completely."""
        wanted, found, read = set(task_ids), dict[str, FailedTask](), set[int]()
        try:
            while wanted and (offset := self._next(read)) is not None:
                read.add(offset)
                response = yield from FAILED.page(PAGE, offset, self.retry, self.pace)
                rows, total = read_rows(response)
                self.total = total or 0
                for position, record in enumerate(map(FailedTask, rows), start=offset):
                    if record.task_id in wanted and record.task_id:
                        wanted.remove(record.task_id)
                        found[record.task_id] = record
                        self.at_end = position > self.total // 2
        except APIError as error:
            return found, error
        return found, None

    def _next(self, read: set[int]) -> int | None:
        """Offset of the page to read next: the ends first, then what lies between."""
        within_reach = min(self.total, facts.OFFSET[-1] + PAGE)  # no page can begin beyond the largest offset
        newest = max(0, within_reach - PAGE // 2)  # the total may be outdated, so half a page is left for newer records
        ends = (min(newest, facts.OFFSET[-1]), 0) if self.at_end else (0, max(0, within_reach - PAGE))
        offsets = (*ends, *range(PAGE, within_reach, PAGE))
        return next((offset for offset in offsets if offset not in read), None)
