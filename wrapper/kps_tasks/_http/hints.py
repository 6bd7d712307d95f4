"""What to do about an answer that says no."""

from __future__ import annotations

import re
from datetime import datetime

from kps_tasks_client.models.known_error_code import KnownErrorCode

# The gateway has one code for every credential that it refuses, APIGW.0301; only the text behind it tells why. The
# texts are x-kps-credential-messages of openapi.yaml.
_BY_TEXT = {
    "x-auth-token not found": "No credential arrived; give the client its auth.",
    "decrypt token fail": "The token is damaged, or of another region; get one for this region's project.",
    "token expires": "The token has expired; get a new one.",
    "not exist": "The service does not know this access key: it may be deleted, mistyped or of another account.",
    "aksk signature fail": "The secret key does not belong to the access key, or something changed the request on its "
    "way.",
    "signature expired": "The clock of this machine is wrong: the service refuses a signature that is not of now.",
    "reach the limit": "The access key is locked after five failures in a row; wait five minutes, and use the right "
    "secret key.",
    "current ip": "The account's access control does not permit this address.",
}
_BY_CODE: dict[str, str] = {
    KnownErrorCode.KPS_0001: "The service does not know this task ID; check it, the project and the region.",
    KnownErrorCode.KPS_0002: "The service refused a parameter; it does not say which.",
    KnownErrorCode.KPS_9003: "Ask for the permission to query key pair tasks: kps:domainKeypairs:gettask, getfailtask "
    "and getrunningtask.",
    KnownErrorCode.KPS_9004: "The account is frozen, for an unpaid bill perhaps.",
    KnownErrorCode.APIGW_0302: "The credential is good and not for this project; check the project ID, and ask for "
    "permission to query key pair tasks.",
    KnownErrorCode.APIGW_0307: "The token has expired or was revoked; get a new one.",
    KnownErrorCode.APIGW_0802: "The user may not use this region.",
}
_BY_STATUS = {
    401: "Check that the credential is whole, not expired, and of the same region and project.",
    403: "Ask for permission to query key pair tasks, and check that the project ID belongs to the credential.",
    404: "Check the endpoint: KPS answers on the kms host of the region.",
    429: "Ask less often; the quota is counted for each user.",
}
_TIMES = re.compile(r"signature time:\s*(\d{8}T\d{6}Z).*server time:\s*(\d{8}T\d{6}Z)", re.DOTALL)


def advice(status: int, code: str | None, message: str | None) -> str | None:
    """Return what to do about a refusal; None where there is nothing to say."""
    if status == 401 and (said := skew(message or "")):
        return said
    if status == 401 and code != KnownErrorCode.APIGW_0307:
        for text, hint in _BY_TEXT.items():
            if text in (message or ""):
                return hint
    return _BY_CODE.get(code or "") or _BY_STATUS.get(status)


def skew(message: str) -> str | None:
    """Say how far the clock of this machine is off, if *message* has the time of the signature and the service's."""
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
