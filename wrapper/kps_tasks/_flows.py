"""What to ask and what to make of it, as generators without I/O: sync and async share every decision.

A flow yields a `Call` and is sent its `Answer`, and yields an `Emit` for each result that its caller shall see. Two
drivers perform what a flow yields: the idea of httpx's ``Auth.auth_flow``.
"""

from __future__ import annotations

from collections.abc import Generator
from types import ModuleType
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import frozen

from kps_tasks_client.api.tasks import list_keypair_task

from ._models import Task
from ._responses import read_object, unusable

T = TypeVar("T")
R = TypeVar("R")


@frozen
class Call:
    """Ask one operation: its module in the generated client, and the parameters of the request."""

    operation: ModuleType
    params: dict[str, Any]


@frozen
class Emit(Generic[T]):
    """Hand a result to the caller and go on."""

    value: T


Flow: TypeAlias = Generator[Call | Emit[T], Any, R]


def get(task_id: str) -> Flow[None, Task]:
    """Ask for one task."""
    answer = yield Call(list_keypair_task, {"task_id": task_id})
    payload = read_object(answer)
    if not payload.keys() & set(Task.FIELDS):
        raise unusable(answer, f"it has none of the fields {', '.join(Task.FIELDS)}")
    return Task(payload)
