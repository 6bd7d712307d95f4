"""A quota of requests, for one client or for several that share it."""

from __future__ import annotations

from collections import deque

from kps_tasks_client import facts

from .._checks import check_at_least
from .._http.call_lock import CallLock

_MINUTE = 60.0  # seconds


class RateLimit:
    """Limit the requests in any 60 seconds.

    The limit applies to all clients, threads and event loops of a process that share the object.

    A client with a rate limit waits before a request that would exceed it. Retries count; requests to IAM do not.

    Args:
        requests_per_minute: Number of requests; defaults to the service's quota per user (``x-kps-rate-limit`` in
            openapi.yaml).

    Raises:
        InvalidArgumentError: Fewer than one request per minute.

    Example:
        ```python
        shared = RateLimit(300)
        beijing = Client("cn-north-4", auth=auth, rate_limit=shared)
        shanghai = Client("cn-east-3", auth=auth, rate_limit=shared)
        ```
    """

    def __init__(self, requests_per_minute: float = float(facts.REQUESTS_PER_MINUTE)) -> None:
        self.requests_per_minute = check_at_least("requests_per_minute", requests_per_minute, 1.0)
        self._sent: deque[float] = deque()
        self._lock = CallLock()

    def __repr__(self) -> str:
        return f"RateLimit({self.requests_per_minute:g})"

    def take(self, now: float, per_minute: float | None = None) -> float:
        """Reserve one request and return 0, or return the seconds until the next one may be sent.

        Args:
            now: Reading of the monotonic clock.
            per_minute: A lower limit, for this call only.
        """
        most = self.requests_per_minute if per_minute is None else min(per_minute, self.requests_per_minute)
        with self._lock.held():
            while self._sent and self._sent[0] <= now - _MINUTE:
                self._sent.popleft()
            if len(self._sent) < most:
                self._sent.append(now)
                return 0.0
            return self._sent[len(self._sent) - int(most)] + _MINUTE - now
