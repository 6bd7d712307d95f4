"""One call, tried again where that may help; what all longer flows are made of."""

from __future__ import annotations

import logging
from types import ModuleType
from typing import Any

from kps_tasks_client.api.tasks import list_keypair_task

from .._errors import APIError
from .._http.response import Answer, read_object, unusable
from .._http.steps import Call, Flow, Now
from .._models import Task
from .pace import Pace
from .retry import RetryPolicy

_log = logging.getLogger("kps_tasks")


def call(
    operation: ModuleType, params: dict[str, Any], retry: RetryPolicy, pace: Pace
) -> Flow[Any, tuple[dict[str, Any], Answer]]:
    """Ask one operation, again if need be; return the JSON object of its answer, and the answer."""
    started: float = yield Now()
    attempt = 1
    while True:
        timeout = yield from pace.admit()
        try:
            answer: Answer = yield Call(operation, params, timeout)
            return read_object(answer), answer
        except APIError as error:
            delay = retry.delay(error, attempt, (yield Now()) - started)
            if delay is None:
                raise
            _log.debug("try %s of %s failed, the next one is in %.1f s: %s", attempt, retry.attempts, delay, error)
        yield from pace.nap(delay)
        attempt += 1


def get_task(task_id: str, retry: RetryPolicy, pace: Pace) -> Flow[Any, Task]:
    """Ask for one task."""
    payload, answer = yield from call(list_keypair_task, {"task_id": task_id}, retry, pace)
    if not payload.keys() & set(Task.FIELDS):
        raise unusable(answer, f"it has none of the fields {', '.join(Task.FIELDS)}")
    return Task(payload)
