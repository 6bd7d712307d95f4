"""The signature SDK-HMAC-SHA256, as the vendor's gateway verifies it. Pure: no clock, no httpx.

Both sides bring the request into one canonical form: method, path, query, the signed headers, and the hash of the body.
The vendor's signing guide describes it; where the guide is silent, this does what the vendor's own signer does, byte
for byte.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"  # of X-Sdk-Date, in UTC
UNSIGNED = "UNSIGNED-PAYLOAD"


def canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query that is signed: sorted before it is encoded, an empty value with its ``=``."""
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(pairs))


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Return the names and values of a query."""
    return parse_qsl(query, keep_blank_values=True, errors="surrogateescape")


def canonical_request(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes = b"", content_hash: str | None = None
) -> str:
    """Return the text that is signed.

    Args:
        method: HTTP method.
        path: Path as it is sent. It is decoded once, so an encoded slash is signed as a slash.
        query: Canonical query.
        headers: Signed headers: values by lower-case name.
        body: Body as it is sent.
        content_hash: The request's ``X-Sdk-Content-Sha256``, which replaces the hash of the body.
    """
    path = "/".join(_encode(segment) for segment in unquote(path).split("/"))
    names = sorted(headers)
    lines = [method.upper(), path if path.endswith("/") else f"{path}/", query]
    lines += [f"{name}:{headers[name].strip()}" for name in names]
    lines += ["", ";".join(names), content_hash if body and content_hash else sha256(body).hexdigest()]
    return "\n".join(lines)


def signature(secret_key: str, date: str, canonical: str) -> str:
    """Return the signature of a canonical request at *date*, the value of ``X-Sdk-Date``."""
    text = f"{ALGORITHM}\n{date}\n{sha256(canonical.encode('utf-8', 'surrogateescape')).hexdigest()}"
    return hmac.new(secret_key.encode(), text.encode(), sha256).hexdigest()


def authorization(access_key: str, headers: Iterable[str], signed: str) -> str:
    """Return the value of the ``Authorization`` header."""
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={';'.join(sorted(headers))}, Signature={signed}"


def _encode(text: str) -> str:
    return quote(text, safe="~", errors="surrogateescape")
