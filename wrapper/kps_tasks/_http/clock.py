"""The clock of the drivers. Flows have none; tests replace it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event
from typing import Protocol

monotonic = time.monotonic


def pause(seconds: float, left: Event | None = None) -> None:
    """Wait until the time is over or the caller leaves."""
    if left is None:
        time.sleep(seconds)
    else:
        left.wait(seconds)


def utc() -> datetime:
    """Return the current time in UTC, for signatures."""
    return datetime.now(UTC)


async def async_pause(seconds: float) -> None:
    """Wait without blocking the event loop."""
    import asyncio  # here, because the sync client does without it

    await asyncio.sleep(seconds)


class Clock(Protocol):
    """Clock that a client uses for retries and waits. With the mock's clock, tests do not have to wait.

    The deadline of a call measures real time on the network and always uses the clock of this machine.

    Example:
        ```python
        class Impatient:
            def monotonic(self) -> float:
                return time.monotonic()

            def sleep(self, seconds: float) -> None:
                time.sleep(seconds / 10)

            async def async_sleep(self, seconds: float) -> None:
                await asyncio.sleep(seconds / 10)
        ```
    """

    def monotonic(self) -> float:
        """Return a number of seconds that never decreases."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    async def async_sleep(self, seconds: float) -> None:
        """Wait without blocking the event loop."""
        ...


DEFAULT: Clock | None = None
"""Clock of clients that are given none; None for this machine's."""
