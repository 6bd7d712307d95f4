"""Advice on refusals: the spec's, found by error code, message or status."""

from __future__ import annotations

import re
from datetime import datetime

from kps_tasks_client import facts
from kps_tasks_client.models.known_error_code import KnownErrorCode

from .._errors import APIStatusError

_TIMES = re.compile(r"signature time:\s*(\d{8}T\d{6}Z).*server time:\s*(\d{8}T\d{6}Z)", re.DOTALL)


def hint_for(status: int, code: str | None, message: str | None) -> str | None:
    """Return advice on a refusal; None if there is none."""
    message = message or ""
    # The gateway has one code for every refused credential; only the message tells why.
    if status == 401 and code != KnownErrorCode.APIGW_0307:
        if skew := skew_of(message):
            return skew
        for known in facts.CREDENTIAL_MESSAGES.values():
            if known.match in message:
                return known.advice
    known_code = facts.ERROR_CODES.get(code or "")
    hint = known_code.advice if known_code else None
    if hint and code == KnownErrorCode.KPS_9003:
        hint = f"{hint[:-1]}: {', '.join(permission.alias for permission in facts.PERMISSIONS.values())}."
    return hint or facts.STATUS_ADVICE.get(status)


def skew_of(message: str) -> str | None:
    """Describe how far this machine's clock is off, if *message* has the time of the signature and the service's."""
    times = _TIMES.search(message)
    if times is None:
        return None
    signed, served = (datetime.strptime(time, "%Y%m%dT%H%M%SZ") for time in times.groups())
    off = int((served - signed).total_seconds())
    return (
        f"This machine's clock is {_span(abs(off))} {'behind' if off > 0 else 'ahead of'} the service's: it signed at "
        f"{signed:%Y-%m-%d %H:%M:%S} UTC, the service had {served:%Y-%m-%d %H:%M:%S} UTC. Set the clock."
    )


def _span(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{value} {unit}" for value, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if value]
    return " ".join(parts) or "0 s"


def is_unknown_task(error: APIStatusError) -> bool:
    """Whether the service does not know the task; the gateway's 404 for an unknown path does not say so."""
    if error.error_code == KnownErrorCode.KPS_0001:
        return True
    return error.status_code == 404 and error.error_code != KnownErrorCode.APIGW_0101
