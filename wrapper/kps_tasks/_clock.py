"""The clock that drivers use. Flows have none, and tests put another one here."""

from __future__ import annotations

import asyncio
import time

monotonic = time.monotonic
pause = time.sleep
async_pause = asyncio.sleep
