"""When a failed call is retried, and how long to wait before."""

from __future__ import annotations

import random

from attrs import field, frozen
from attrs.validators import ge, gt

from .._errors import APIConnectionError, APIError, APIStatusError


@frozen(kw_only=True)
class RetryPolicy:
    """Decide when to retry a call.

    Retried: a connection that failed or broke, a response that did not arrive in time, and the statuses 408, 429 and
    5xx. Never: 400, 401, 403, 404 and every other status, a complete response that cannot be parsed, a refused
    certificate, and a host name that cannot be resolved.

    The wait before try number *n* + 1 is between half of and the whole of ``min(longest, first * 2 ** (n - 1))``
    seconds, at random, so that many clients do not retry at once. A response's ``Retry-After``, in seconds or as a
    date, is a minimum. The first retry is immediate if the connection broke before any response, as a reused connection
    does when the server has closed it. A wait that would end after *total* seconds is not started. Each try is signed
    anew.

    Args:
        attempts: Total number of tries, including the first; 1 means no retries.
        first: Seconds to wait before the second try.
        longest: Maximum number of seconds to wait before any try.
        total: Seconds from the start of the first try in which the last may start.

    Example:
        ```python
        Client("cn-north-4", project_id="…", auth=auth, retry=RetryPolicy(attempts=8, total=300))
        ```
    """

    attempts: int = field(default=5, validator=ge(1))
    first: float = field(default=0.5, validator=ge(0))
    longest: float = field(default=20.0, validator=ge(0))
    total: float = field(default=120.0, validator=gt(0))

    def delay(self, error: APIError, attempt: int, elapsed: float) -> float | None:
        """Return the seconds to wait after try number *attempt* failed; None to give up.

        Args:
            error: What happened.
            attempt: Number of the try that failed, from 1.
            elapsed: Seconds since the first try started.
        """
        if attempt >= self.attempts or not is_transient(error):
            return None
        if attempt == 1 and isinstance(error, APIConnectionError) and error.retry_immediately:
            return 0.0
        backoff = min(self.longest, self.first * 2.0 ** min(attempt - 1, 30))
        wait = max(backoff * (0.5 + random.random() / 2), error.retry_after or 0.0)  # noqa: S311
        return wait if elapsed + wait <= self.total else None


NO_RETRY = RetryPolicy(attempts=1)


def is_transient(error: APIError) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(error, APIStatusError):
        status = error.status_code or 0
        return status in (408, 429) or 500 <= status <= 599
    return isinstance(error, APIConnectionError) and error.may_pass
