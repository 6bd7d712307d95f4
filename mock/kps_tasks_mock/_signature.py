"""Verify signatures as the gateway does, and refuse them in its words."""

import hmac
import re
from datetime import UTC, datetime
from hashlib import sha256

from kps_tasks._auth.signing import (
    ALGORITHM,
    DATE_FORMAT,
    UNSIGNED,
    canonical_query,
    canonical_request,
    pairs_of,
    signature,
)
from kps_tasks_client.models import KnownErrorCode

from ._identities import AccessKey
from ._messages import Request
from ._responses import Refusal
from ._state import State

MOST_SKEW = 15 * 60
_FORM = re.compile(rf"{ALGORITHM} Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{{64}})")


def access_key_id(request: Request) -> str | None:
    """Return the access key ID in a request; None if it is not signed."""
    header = request.header("Authorization")
    found = _FORM.fullmatch(header) if header else None
    return found[1] if found else None


def is_signed(request: Request) -> bool:
    """Whether a request claims to be signed."""
    return (request.header("Authorization") or "").startswith(ALGORITHM)


def verify(state: State, request: Request) -> AccessKey:
    """Return the access key that signed a request.

    Raises:
        Refusal: The key is unknown or locked, or the signature is old, incomplete or wrong.
    """
    found = _FORM.fullmatch(request.header("Authorization") or "")
    if found is None:
        # An assumption, like all texts here that the spec does not have.
        raise Refusal(KnownErrorCode.APIGW_0301, "authorization header is illegal")
    key_id, names, sent = found[1], found[2].split(";"), found[3]
    key = state.identities.access_keys.get(key_id)
    if key is None:
        raise Refusal.of_credential("unknown_access_key", access_key=key_id)
    if state.now < key.locked_until:
        raise Refusal.of_credential("locked_access_key")
    date = request.header("X-Sdk-Date") or ""
    _check_age(date, request)
    if request.header("X-Security-Token") != key.security_token:
        raise Refusal.of_credential("damaged_token")
    hashed = request.header("X-Sdk-Content-Sha256")
    canonical = _canonical(request, names)
    must = {"x-sdk-date", "x-security-token"} if key.security_token else {"x-sdk-date"}
    complete = must <= set(names) and all(request.header(name) is not None for name in names)
    complete = complete and hashed in (None, UNSIGNED, sha256(request.body).hexdigest())
    if not complete or not hmac.compare_digest(signature(key.secret_key, date, canonical), sent):
        raise Refusal.of_credential("wrong_signature", canonical_request=canonical.replace("\n", "|"))
    return key


def _check_age(date: str, request: Request) -> None:
    try:
        signed = datetime.strptime(date, DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(
            KnownErrorCode.APIGW_0301, "x-sdk-date not found" if not date else "x-sdk-date is illegal"
        ) from None
    if abs((request.moment - signed).total_seconds()) > MOST_SKEW:
        raise Refusal.of_credential("wrong_time", signed=date, served=request.moment.strftime(DATE_FORMAT))


def _canonical(request: Request, names: list[str]) -> str:
    headers = {name: (request.header(name) or "").encode("latin-1").decode("utf-8", "replace") for name in names}
    return canonical_request(
        request.method,
        request.path,
        canonical_query(pairs_of(request.query)),
        headers,
        request.body,
        request.header("X-Sdk-Content-Sha256"),
    )
