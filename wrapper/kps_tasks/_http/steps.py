"""The steps that a flow can ask a driver to perform.

A flow is a generator without I/O and clock that makes the decisions, so sync and async share all of them: it yields a
step and receives the result, or the error is thrown into it. Two drivers perform the steps, as in httpx's
``Auth.auth_flow``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import frozen

from kps_tasks_client.types import Request

T = TypeVar("T")
R = TypeVar("R")


@frozen(eq=False, repr=False)
class Call:
    """Send one request; the result is an `APIResponse`."""

    build: Callable[[str], Request[Any]]  # from the project ID, which may have to be looked up first
    timeout: float | None = None  # seconds, if less than the client's
    attempt: int = 1


@frozen(eq=False, repr=False)
class Now:
    """Read the monotonic clock; the result is its seconds."""


@frozen(eq=False, repr=False)
class Sleep:
    """Wait for some seconds."""

    seconds: float


@frozen(eq=False, repr=False)
class Start:
    """Run a flow that emits nothing concurrently with this one; the result is a handle for `Join`."""

    flow: Generator[Any, Any, Any]


@frozen(eq=False, repr=False)
class Join:
    """Wait for a flow that was started; the result is its result."""

    handle: Any


@frozen(eq=False, repr=False)
class Emit(Generic[T]):
    """Hand a result to the caller and go on."""

    value: T


Step: TypeAlias = Call | Now | Sleep | Start | Join | Emit[T]
Flow: TypeAlias = Generator[Step[T], Any, R]
