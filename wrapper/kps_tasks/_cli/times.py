"""Times and time spans, as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import click

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}  # seconds
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)")


def seconds(text: str) -> float:
    """Return a time span in seconds: a number, or one with s, m, h, d or w."""
    if not (found := _DURATION.fullmatch(text)):
        raise click.BadParameter(f"{text!r} is not a time span; write 90, 90s, 10m or 2h.")
    return float(found[1]) * _UNITS[found[2] or "s"]


def since(text: str) -> datetime:
    """Return a point in time, in UTC: how long ago, a date, or a date and a time; without a time zone it is local."""
    try:
        if _DURATION.fullmatch(text):
            return datetime.now(UTC) - timedelta(seconds=seconds(text))
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{text!r} is not a time; write 2h, 7d, 2026-01-31 or 2026-01-31T08:00.") from None
