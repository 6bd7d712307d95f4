"""Watch tasks until they have finished."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from typing import TypeVar

from attrs import frozen

from .._errors import KpsError, TaskFailedError, TaskTimeoutError, UnknownTaskError
from .._http.steps import Flow, Now
from .._models.states import Phase
from .._models.update import TaskUpdate
from .pace import OutOfTimeError, Pace
from .polling import Poller
from .rate_limit import RateLimit
from .retry import RetryPolicy

_LAST_POLL = 0.9  # of the remaining time, if the next poll would come too late

_log = logging.getLogger("kps_tasks")

E = TypeVar("E", bound=KpsError)


@frozen
class WatchOptions:
    """How to watch a set of tasks.

    Attributes:
        timeout: Seconds in total; None for no limit.
        interval: Seconds between polls, as a function of the number of polls so far.
        limit: Quota that the requests count against, shared with others; None for no limit.
        per_minute: Maximum number of requests in any 60 seconds, if lower than that of *limit*.
        retry: When to retry each request.
        raise_unknown: Whether an ID that the service does not know ends the watch for all others.
        per_call: Seconds that each call may take; None for no limit.
    """

    timeout: float | None
    interval: Callable[[int], float]
    limit: RateLimit | None
    per_minute: float | None
    retry: RetryPolicy
    raise_unknown: bool = False
    per_call: float | None = None


def watch(task_ids: Iterable[str], options: WatchOptions) -> Flow[TaskUpdate, None]:
    """Emit each change of these tasks once, until all have finished.

    A poll that fails temporarily does not end the watch; only the timeout does.

    Raises:
        UnknownTaskError: The service does not know some IDs; by default raised when all other tasks have finished.
        TaskTimeoutError: Some tasks did not finish in time.
        APIError: A call failed with an error that retrying does not resolve.
    """
    now: float = yield Now()
    deadline = None if options.timeout is None else now + options.timeout
    pace = Pace(deadline, options.limit, options.per_minute, options.per_call)
    poller = Poller(dict.fromkeys(task_ids), options.retry, pace, options.raise_unknown)
    _warn_if_hopeless(len(poller.pending), options)
    polls = 0
    last_poll = False
    try:
        while True:
            yield from poller.poll()
            if not poller.pending:
                break
            polls += 1
            interval = options.interval(polls)
            left = None if deadline is None else deadline - (yield Now())
            if left is not None and interval >= left and not last_poll:
                last_poll, interval = True, left * _LAST_POLL
            yield from pace.nap(interval)
    except OutOfTimeError:
        yield from poller.report_unexplained()
        if poller.pending:
            raise _complete(TaskTimeoutError(poller.unfinished(), poller.finished, options.timeout), poller) from None
    except KpsError as error:
        yield from poller.report_unexplained()
        _complete(error, poller)
        raise
    if poller.unknown:
        raise _complete(next(iter(poller.unknown.values())), poller)


def _complete(error: E, poller: Poller) -> E:
    """Return *error* with the results so far."""
    error.finished, error.tasks, error.unknown = tuple(poller.finished), poller.unfinished(), tuple(poller.unknown)
    return error


def _warn_if_hopeless(count: int, options: WatchOptions) -> None:
    """Warn if even one request per task does not fit into the timeout."""
    if options.limit is None or options.timeout is None:
        return
    per_minute = min(options.limit.requests_per_minute, options.per_minute or math.inf)
    least = (count - 1) // per_minute * 60
    if least > options.timeout:
        _log.warning(
            "%s tasks take at least %.0f s at %g requests per minute, but the timeout is %g s",
            count,
            least,
            per_minute,
            options.timeout,
        )


def results_or_raise(
    task_ids: Iterable[str],
    finished: dict[str, TaskUpdate],
    return_failed: bool,
    unknown: UnknownTaskError | None = None,
) -> list[TaskUpdate]:
    """Return the last update of each of these tasks, in their order.

    Raises:
        TaskFailedError: Some have failed, and *return_failed* is False.
        UnknownTaskError: The service does not know some; *unknown* says which.
    """
    ends = [finished[task_id] for task_id in task_ids if task_id in finished]
    failed = [end for end in ends if end.phase is Phase.FAILED]
    if failed and not return_failed:
        error = TaskFailedError(failed, ends)
        error.unknown = unknown.unknown if unknown else ()
        raise error
    if unknown:
        raise unknown
    return ends
