"""Keep a job within its time and its quota of requests."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from .._http.steps import Flow, Now, Sleep
from .rate_limit import RateLimit


class OutOfTimeError(Exception):
    """The job is out of time. Internal: whoever set the deadline translates it."""


@frozen(eq=False, repr=False)
class Pace:
    """The deadline and the quota of a job.

    Args:
        deadline: Monotonic time after which no request is started; None for no limit.
        limit: Quota that the job's requests count against; None for no limit.
        per_minute: A lower limit for this job.
        per_call: Seconds that one call of the job may take, with all its retries; None for no limit.
    """

    deadline: float | None = None
    limit: RateLimit | None = None
    per_minute: float | None = None
    per_call: float | None = None

    def admit(self) -> Flow[Any, float | None]:
        """Wait until a request may be sent; return the seconds left for it."""
        while self.deadline is not None or self.limit is not None:
            now: float = yield Now()
            if self.deadline is not None and now >= self.deadline:
                raise OutOfTimeError
            delay = self.limit.take(now, self.per_minute) if self.limit else 0.0
            if not delay:
                return None if self.deadline is None else self.deadline - now
            yield from self.nap(delay)
        return None

    def nap(self, seconds: float) -> Flow[Any, None]:
        """Wait, but not beyond the deadline."""
        if self.deadline is None:
            yield Sleep(seconds)
            return
        left = self.deadline - (yield Now())
        yield Sleep(max(0.0, min(seconds, left)))
        if seconds >= left:
            raise OutOfTimeError


UNHURRIED = Pace()
