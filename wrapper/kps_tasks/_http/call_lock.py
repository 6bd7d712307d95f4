"""A lock for what all calls of a client need first: a token, the project."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING
from weakref import WeakSet

from .._errors import APITimeoutError
from .guard import GUARD, NO_GUARD

if TYPE_CHECKING:
    from anyio import Lock
    from anyio.lowlevel import RunVar

_every: WeakSet[CallLock] = WeakSet()


class CallLock:
    """One lock for all threads, and one for the tasks of each event loop.

    No call waits for it beyond its deadline. A forked process starts with new locks, because nobody there would release
    those that were held.
    """

    def __init__(self) -> None:
        self._of_threads = threading.Lock()
        self._of_loops: RunVar[Lock] | None = None
        _every.add(self)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock of the threads.

        Raises:
            APITimeoutError: Another thread held it for too long.
        """
        lock, seconds = self._of_threads, GUARD.get(NO_GUARD).seconds(None)
        if not lock.acquire(timeout=-1 if seconds is None else max(seconds, 0.0)):
            raise _timeout()
        try:
            yield
        finally:
            lock.release()

    @asynccontextmanager
    async def async_held(self) -> AsyncIterator[None]:
        """Hold the lock of this event loop, as `held` does."""
        from anyio import move_on_after  # here, because the sync client does without it

        lock = self._of_this_loop()
        with move_on_after(GUARD.get(NO_GUARD).seconds(None)) as waiting:
            await lock.acquire()
        if waiting.cancelled_caught:
            raise _timeout()
        try:
            yield
        finally:
            lock.release()

    def _of_this_loop(self) -> Lock:
        from anyio import Lock
        from anyio.lowlevel import RunVar

        if self._of_loops is None:
            self._of_loops = RunVar(f"lock of {id(self)}")
        lock: Lock | None = self._of_loops.get(None)
        if lock is None:
            lock = Lock()
            self._of_loops.set(lock)
        return lock


def _timeout() -> APITimeoutError:
    return APITimeoutError("No response in time: another call is still fetching what this request needs.")


def _renew() -> None:
    for lock in list(_every):
        lock._of_threads = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
