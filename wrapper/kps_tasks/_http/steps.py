"""What to ask and what to make of it, as generators without I/O and clock: sync and async share every decision.

A flow yields what it wants done and is sent the result, or has the error thrown in. Two drivers perform what a flow
yields: the idea of httpx's ``Auth.auth_flow``.
"""

from __future__ import annotations

from collections.abc import Generator
from types import ModuleType
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import frozen

T = TypeVar("T")
R = TypeVar("R")


@frozen
class Call:
    """Ask one operation: its module in the generated client, and the parameters; the result is an `Answer`."""

    operation: ModuleType
    params: dict[str, Any]
    timeout: float | None = None  # seconds, where it must be shorter than the client's


@frozen
class Now:
    """Read the monotonic clock; the result is its seconds."""


@frozen
class Sleep:
    """Wait for some seconds."""

    seconds: float


@frozen
class Start:
    """Run a flow that emits nothing beside this one; the result is a handle for `Join`."""

    flow: Generator[Any, Any, Any]


@frozen
class Join:
    """Wait for a flow that was started; the result is its result."""

    handle: Any


@frozen
class Emit(Generic[T]):
    """Hand a result to the caller and go on."""

    value: T


Step: TypeAlias = Call | Now | Sleep | Start | Join | Emit[T]
Flow: TypeAlias = Generator[Step[T], Any, R]
