"""The limits that all calls of a client share, and the defaults of the queries."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from kps_tasks_client import facts

from .._checks import (
    LIMIT_RANGE,
    check_at_least,
    check_concurrency,
    check_interval,
    check_limit,
    check_offset,
    check_on_unknown,
    check_segment,
)
from .._flows.call import get_task
from .._flows.pace import Pace
from .._flows.rate_limit import RateLimit
from .._flows.retry import RetryPolicy
from .._http.steps import Flow
from .._models.tasks import Task

if TYPE_CHECKING:
    from .._flows.paging import ListOptions
    from .._flows.waiting import WatchOptions

Interval = float | Callable[[int], float]
OnUnknown = Literal["report", "raise"]

LIMIT = LIMIT_RANGE[-1]
TIMEOUT = 1800.0  # seconds; the vendor's own tools give up after half an hour too
INTERVAL = 5.0  # seconds
PER_MINUTE = float(facts.REQUESTS_PER_MINUTE)  # the quota of one user


@frozen(eq=False, repr=False)
class Budget:
    """What all calls of one client share: retry policy, deadline and quota."""

    retry: RetryPolicy
    deadline: float | None = None
    rate_limit: RateLimit | None = None
    _waits: RateLimit = field()  # all waits share this quota, whatever each may send

    @_waits.default
    def _new_waits(self) -> RateLimit:
        return self.rate_limit or RateLimit(math.inf)

    @property
    def _pace(self) -> Pace:
        return Pace(limit=self.rate_limit, per_call=self.deadline)

    def get_task(self, task_id: str) -> Flow[Any, Task]:
        """Query a task, if its ID can be sent."""
        return get_task(check_segment("task_id", task_id), self.retry, self._pace)

    def list_options(self, limit: int, offset: int, concurrency: int) -> ListOptions:
        """Check the options of a list, and return them."""
        from .._flows.paging import ListOptions  # here, because the import takes time and many programs list nothing

        return ListOptions(
            check_limit(limit), check_offset(offset), check_concurrency(concurrency), self.retry, self._pace
        )

    def watch_options(
        self, timeout: float | None, interval: Interval, requests_per_minute: float | None, on_unknown: OnUnknown
    ) -> WatchOptions:
        """Check the options of a wait, and return them."""
        from .._flows.waiting import WatchOptions  # here, because most programs wait for nothing

        return WatchOptions(
            None if timeout is None else check_at_least("timeout", timeout),
            check_interval(interval),
            self._waits if requests_per_minute is not None or self.rate_limit else None,
            None if requests_per_minute is None else check_at_least("requests_per_minute", requests_per_minute, 1.0),
            self.retry,
            check_on_unknown(on_unknown),
            self.deadline,
        )
