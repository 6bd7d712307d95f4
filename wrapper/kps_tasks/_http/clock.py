"""The clock that drivers use. Flows have none, and tests put another one here."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event
from typing import Protocol

monotonic = time.monotonic


def pause(seconds: float, left: Event | None = None) -> None:
    """Wait, but no longer than until somebody goes away."""
    if left is None:
        time.sleep(seconds)
    else:
        left.wait(seconds)


def utc() -> datetime:
    """Return the time of day, which signatures carry."""
    return datetime.now(UTC)


async def async_pause(seconds: float) -> None:
    """Wait without blocking the event loop."""
    import asyncio  # here, as the sync client does without it

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
"""Clock of the clients that are given none; None for this machine's."""
