"""Keep a long job within its time and its share of requests."""

from __future__ import annotations

from collections import deque
from typing import Any

from attrs import define, field

from .._http.steps import Flow, Now, Sleep

_MINUTE = 60.0


class OutOfTimeError(Exception):
    """The time of the job is over. Internal: whoever set the time says what that means."""


@define
class Pace:
    """The time and the requests that a job has.

    Args:
        deadline: Reading of the monotonic clock at which no request is started any more; None for no end.
        per_minute: Requests in any 60 seconds; None for no limit.
    """

    deadline: float | None = None
    per_minute: float | None = None
    sent: deque[float] = field(factory=deque)

    def admit(self) -> Flow[Any, float | None]:
        """Wait until a request may be sent; return the seconds that are left for it."""
        while self.deadline is not None or self.per_minute is not None:
            now: float = yield Now()
            if self.deadline is not None and now >= self.deadline:
                raise OutOfTimeError
            if self._has_share(now):
                return None if self.deadline is None else self.deadline - now
            yield from self.nap(self.sent[0] + _MINUTE - now)
        return None

    def _has_share(self, now: float) -> bool:
        if self.per_minute is None:
            return True
        while self.sent and self.sent[0] <= now - _MINUTE:
            self.sent.popleft()
        if len(self.sent) >= self.per_minute:
            return False
        self.sent.append(now)
        return True

    def nap(self, seconds: float) -> Flow[Any, None]:
        """Wait, but not beyond the deadline."""
        if self.deadline is None:
            yield Sleep(seconds)
            return
        left = self.deadline - (yield Now())
        yield Sleep(max(0.0, min(seconds, left)))
        if seconds >= left:
            raise OutOfTimeError
