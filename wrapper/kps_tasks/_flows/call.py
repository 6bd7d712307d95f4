"""One call with its retries: the part that all longer flows consist of."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

from kps_tasks_client.api.tasks import list_keypair_task
from kps_tasks_client.types import Request

from .._errors import APIError
from .._http.response import APIResponse, check_status, read_object, unusable
from .._http.steps import Call, Flow, Now
from .._models.tasks import Task
from .pace import UNHURRIED, Pace
from .retry import RetryPolicy

_log = logging.getLogger("kps_tasks")


def call(build: Callable[[str], Request[Any]], retry: RetryPolicy, pace: Pace = UNHURRIED) -> Flow[Any, APIResponse]:
    """Send one request, with retries; return its response, whose body is still to be parsed.

    The call's time starts when it is admitted; no retry starts after its end.
    """
    left = yield from pace.admit()
    started: float = yield Now()
    end = math.inf if pace.per_call is None else started + pace.per_call
    attempt, now = 1, started
    while True:
        seconds = min(end - now, math.inf if left is None else left)
        try:
            response: APIResponse = yield Call(build, None if seconds == math.inf else seconds, attempt)
            check_status(response)
            return response
        except APIError as error:
            now = yield Now()
            delay = retry.delay(error, attempt, now - started)
            if delay is None or now + delay >= end:
                raise
            _log.info(
                "attempt %s of %s failed, retrying in %.1f s: %s",
                *(attempt, retry.attempts, delay, error),
                extra={
                    "attempt": attempt,
                    "seconds": error.elapsed,
                    "status": error.status_code,
                    "request_id": error.request_id,
                    "delay": delay,
                },
            )
        yield from pace.nap(delay)
        left = yield from pace.admit()
        now = yield Now()
        attempt += 1


def get_task(task_id: str, retry: RetryPolicy, pace: Pace = UNHURRIED) -> Flow[Any, Task]:
    """Query one task."""
    response = yield from call(lambda project: list_keypair_task.request(project, task_id), retry, pace)
    payload = read_object(response)
    if not payload.keys() & set(Task.FIELDS):
        raise unusable(response, f"it has none of the fields {', '.join(Task.FIELDS)}")
    task = Task(payload)
    if task.task_id is not None and task.task_id != task_id:
        raise unusable(response, f"it is about another task, {task.task_id!r}")
    return task
