"""Clocks for tests without a mock; the others use the mock's. The drivers' clock is replaced only here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kps_tasks._http import clock


class FakeClock:
    """Replace the drivers' clock; a pause advances the time, and is recorded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []
        monkeypatch.setattr(clock, "monotonic", lambda: self.now)
        monkeypatch.setattr(clock, "pause", self.pause)
        monkeypatch.setattr(clock, "async_pause", self.async_pause)

    def pause(self, seconds: float, left: object = None) -> None:
        assert seconds >= 0
        self.pauses.append(seconds)
        self.now += seconds

    async def async_pause(self, seconds: float) -> None:
        self.pause(seconds)


def replace_pause(monkeypatch: pytest.MonkeyPatch, pause: Callable[[float], object]) -> None:
    """Make the sync client call *pause* instead of waiting."""
    monkeypatch.setattr(clock, "pause", lambda seconds, left=None: pause(seconds))


def replace_time_of_day(monkeypatch: pytest.MonkeyPatch, now: Callable[[], datetime]) -> None:
    """Make signatures carry the time from *now*."""
    monkeypatch.setattr(clock, "utc", now)
