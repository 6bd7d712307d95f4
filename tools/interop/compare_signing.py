"""Sign generated requests with the vendor's signer and with ours, and list every difference, down to a byte.

Each request is signed twice: with headers of any name and value by the pure functions, and as `AccessKeyAuth` signs an
httpx request. The vendor's signer runs in its own environment.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import httpx
from attrs import frozen

from kps_tasks import AccessKeyAuth
from kps_tasks._auth.signing import (
    DATE_FORMAT,
    UNSIGNED,
    authorization,
    canonical_query,
    canonical_request,
    signature,
)
from kps_tasks._http import clock

from .generate_requests import Example, generate

HERE = Path(__file__).resolve().parent
SECONDS = 120


@frozen
class Signed:
    """What a signer makes of a request: its header, and path and query as sent."""

    authorization: str
    uri: str


def differences(vendor_python: Path, count: int, random_seed: int) -> Iterator[str]:
    """Yield what the two signers disagree on, with everything needed to reproduce it."""
    examples = generate(count, random_seed)
    for kind, headers_of, sign in (("functions", _all_headers, _by_functions), ("httpx", _own_headers, _by_httpx)):
        requests = [_for_vendor(example, headers_of(example)) for example in examples]
        for example, vendor in zip(examples, _by_vendor(vendor_python, requests), strict=True):
            ours = sign(example)
            if ours != vendor:
                yield f"{kind}: {example}\n  vendor: {vendor}\n  ours:   {ours}"


def _for_vendor(example: Example, headers: dict[str, str]) -> dict[str, object]:
    return {
        "method": example.method,
        "host": example.host,
        "path": example.path,
        "query": example.query,
        "headers": headers,
        "body": example.body,
        "access_key": example.access_key,
        "secret_key": example.secret_key,
    }


def _by_vendor(python: Path, requests: Iterable[dict[str, object]]) -> list[Signed]:
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    command = [str(python), "-W", "ignore", str(HERE / "sign_as_vendor.py")]
    done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)
    if done.returncode:
        raise SystemExit(f"The vendor's signer failed:\n{done.stderr}")
    return [Signed(**json.loads(line)) for line in done.stdout.splitlines()]


def _own_headers(example: Example) -> dict[str, str]:
    """Return the headers that `AccessKeyAuth` signs; the signer adds Host and the hash of the content."""
    headers = {
        "Content-Type": example.content_type,
        "X-Project-Id": example.project_id,
        "X-Security-Token": example.security_token,
        "X-Sdk-Date": example.date,
    }
    return {name: value for name, value in headers.items() if value is not None}


def _all_headers(example: Example) -> dict[str, str]:
    return {**_own_headers(example), **example.headers}


def _by_functions(example: Example) -> Signed:
    headers = {name.lower(): value for name, value in _all_headers(example).items() if "_" not in name}
    headers["host"] = example.host
    if not (example.content_type or "application/json").startswith(("application/json", "application/bson")):
        headers["x-sdk-content-sha256"] = UNSIGNED
    query = canonical_query(example.query)
    canonical = canonical_request(
        example.method, example.path, query, headers, example.body.encode(), headers.get("x-sdk-content-sha256")
    )
    signed = signature(example.secret_key, example.date, canonical)
    return Signed(
        authorization(example.access_key, headers, signed), f"{example.path}?{query}" if query else example.path
    )


def _by_httpx(example: Example) -> Signed:
    given: dict[str, str] = _own_headers(example)
    request = httpx.Request(
        example.method,
        f"https://{example.host}{example.path}",
        params=httpx.QueryParams([*example.query]) if example.query else None,
        headers={name: value for name, value in given.items() if name in ("Content-Type", "X-Project-Id")},
        content=example.body.encode(),
    )
    auth = AccessKeyAuth(example.access_key, example.secret_key, example.security_token)
    moment = datetime.strptime(example.date, DATE_FORMAT).replace(tzinfo=UTC)
    with patch.object(clock, "utc", lambda: moment):
        next(auth.auth_flow(request))
    return Signed(request.headers["Authorization"], request.url.raw_path.decode())
