"""The clock that drivers use. Flows have none, and tests put another one here."""

from __future__ import annotations

import time

monotonic = time.monotonic
pause = time.sleep


async def async_pause(seconds: float) -> None:
    """Wait without blocking the event loop."""
    import asyncio  # here, as the sync client does without it

    await asyncio.sleep(seconds)
