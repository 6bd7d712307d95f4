"""The clock that drivers use. Flows have none, and tests put another one here."""

from __future__ import annotations

import time
from datetime import UTC, datetime

monotonic = time.monotonic
pause = time.sleep


def utc() -> datetime:
    """Return the time of day, which signatures carry."""
    return datetime.now(UTC)


async def async_pause(seconds: float) -> None:
    """Wait without blocking the event loop."""
    import asyncio  # here, as the sync client does without it

    await asyncio.sleep(seconds)
