"""Times as IAM writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

_LIFE = 1800.0  # seconds that a token is assumed valid if the response does not say; the service gives 24 hours


def life_of(said: dict[str, Any]) -> float:
    """Return the seconds from issue to expiry; both are the issuer's times, so this machine's clock does not matter."""
    issued, expires = time_of(said.get("issued_at")), time_of(said.get("expires_at"))
    if issued is None or expires is None:
        return _LIFE
    return max(0.0, (expires - issued).total_seconds())


def time_of(text: object) -> datetime | None:
    """Parse a time as IAM writes it, with or without microseconds; return None if it is not one."""
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time is None or time.tzinfo else None
