"""One call, tried again where that may help; what all longer flows are made of."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from kps_tasks_client.api.tasks import list_keypair_task
from kps_tasks_client.types import Request

from .._errors import APIError
from .._http.response import APIResponse, read_object, unusable
from .._http.steps import Call, Flow, Now, Sleep
from .._models.tasks import Task
from .pace import Pace
from .retry import RetryPolicy

_log = logging.getLogger("kps_tasks")


def call(
    build: Callable[[str], Request[Any]], retry: RetryPolicy, pace: Pace | None = None
) -> Flow[Any, tuple[dict[str, Any], APIResponse]]:
    """Send one request, again if need be; return the JSON object of its response, and the response."""
    started: float | None = None
    attempt = 1
    while True:
        timeout = (yield from pace.admit()) if pace else None
        try:
            response: APIResponse = yield Call(build, timeout, attempt)
            return read_object(response), response
        except APIError as error:
            now: float = yield Now()
            started = now - error.elapsed if started is None else started
            delay = retry.delay(error, attempt, now - started)
            if delay is None:
                raise
            _log.info(
                "try %s of %s failed, the next one is in %.1f s: %s",
                *(attempt, retry.attempts, delay, error),
                extra={
                    "attempt": attempt,
                    "seconds": error.elapsed,
                    "status": error.status_code,
                    "request_id": error.request_id,
                    "delay": delay,
                },
            )
        if pace:
            yield from pace.nap(delay)
        else:
            yield Sleep(delay)
        attempt += 1


def get_task(task_id: str, retry: RetryPolicy, pace: Pace | None = None) -> Flow[Any, Task]:
    """Ask for one task."""
    payload, response = yield from call(lambda project: list_keypair_task.request(project, task_id), retry, pace)
    if not payload.keys() & set(Task.FIELDS):
        raise unusable(response, f"it has none of the fields {', '.join(Task.FIELDS)}")
    return Task(payload)
