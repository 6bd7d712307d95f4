"""The clock that drivers use. Flows have none, and tests put another one here."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event

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
