"""End a request early, whatever the server does: at its deadline, or when its caller leaves.

httpx limits each network step, and a server that sends a byte now and then exceeds no limit. So the streams below httpx
consult the guard of their request before each step, and a caller who leaves tells it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from . import clock

Wake = Callable[[], None]


class Guard:
    """One request: how long it may take, and how to end it.

    Args:
        deadline: Monotonic time at which it ends; None for no limit.
    """

    def __init__(self, deadline: float | None = None) -> None:
        self.deadline = deadline
        self.is_left = False
        self.opened: Any = None  # the stream opened for it last
        self._wake: Wake | None = None
        self._lock = threading.Lock()

    def seconds(self, timeout: float | None) -> float | None:
        """Return the seconds that a step may take; 0 or less if none are left."""
        if self.is_left:
            return 0.0
        if self.deadline is None:
            return timeout
        left = self.deadline - clock.monotonic()
        return left if timeout is None else min(timeout, left)

    def step(self, wake: Wake) -> Self:
        """Perform a network step within ``with``; *wake* ends it from another thread or task."""
        with self._lock:
            self._wake = wake
            left = self.is_left
        if left:
            wake()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._wake = None

    def leave(self) -> None:
        """End the request."""
        with self._lock:
            self.is_left = True
            wake = self._wake
        if wake:
            wake()


GUARD: ContextVar[Guard] = ContextVar("guard of the request")
NO_GUARD = Guard()


class Presence:
    """Whether a caller still waits for the requests of a client or list; `leave` ends them all."""

    def __init__(self) -> None:
        self.left = threading.Event()
        self._guards: set[Guard] = set()
        self._within: set[Presence] = set()

    @contextmanager
    def within(self) -> Iterator[Presence]:
        """Open a presence that ends with the block, or with this one."""
        inner = Presence()
        self._within.add(inner)
        if self.left.is_set():
            inner.leave()
        try:
            yield inner
        finally:
            self._within.discard(inner)
            inner.leave()

    @contextmanager
    def guarded(self, deadline: float | None) -> Iterator[Guard]:
        """Send requests under a guard."""
        guard = Guard(deadline)
        token = GUARD.set(guard)
        self._guards.add(guard)
        if self.left.is_set():
            guard.leave()
        try:
            yield guard
        finally:
            self._guards.discard(guard)
            GUARD.reset(token)

    def leave(self) -> None:
        """End all requests, and prevent new ones."""
        self.left.set()
        for guard in list(self._guards):
            guard.leave()
        for inner in list(self._within):
            inner.leave()
