"""Clocks for tests without a mock, whose own clock does for the others. Only here is the drivers' one replaced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kps_tasks._http import clock


class FakeClock:
    """Replace the clock of the drivers; a pause moves the time, and is noted."""

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
    """Let the sync client call *pause* where it would wait."""
    monkeypatch.setattr(clock, "pause", lambda seconds, left=None: pause(seconds))


def replace_time_of_day(monkeypatch: pytest.MonkeyPatch, now: Callable[[], datetime]) -> None:
    """Let signatures carry what *now* says."""
    monkeypatch.setattr(clock, "utc", now)
