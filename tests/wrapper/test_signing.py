"""Our signature against the vendor's own signer: eight requests that it signed, with all intermediate steps.

`make interop` signs a thousand generated requests with both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from kps_tasks import AccessKeyAuth
from kps_tasks._auth.signing import ALGORITHM, authorization, canonical_query, canonical_request, signature

VECTORS = json.loads((Path(__file__).parents[1] / "interop" / "signing-vectors.json").read_text("utf-8"))["vectors"]
Vector = dict[str, Any]


def query_pairs(vector: Vector) -> Iterator[tuple[str, str]]:
    """The query of a vector as strings; the vendor's signer also accepts numbers, booleans and lists."""
    for name, value in vector["input"]["query"]:
        for one in value if isinstance(value, list) else [value]:
            yield name, str(one).lower() if isinstance(one, bool) else str(one)


def signed_headers(vector: Vector) -> dict[str, str]:
    """All headers that the vendor's signer signs: those it was given, before it stripped them, and those it added."""
    given, sent = vector["input"]["headers"], vector["output"]["headers_sent"]
    return {name.lower(): given.get(name, sent[name]) for name in sent if "_" not in name and name != "Authorization"}


def canonical(vector: Vector) -> str:
    given, headers = vector["input"], signed_headers(vector)
    body = (given["body"] or "").encode()
    query = canonical_query(query_pairs(vector))
    return canonical_request(
        given["method"], given["resource_path"], query, headers, body, headers.get("x-sdk-content-sha256")
    )


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_each_step_is_that_of_the_vendor(vector: Vector) -> None:
    given, expected, text = vector["input"], vector["output"], canonical(vector)
    assert text == expected["canonical_request"]
    digest = sha256(text.encode()).hexdigest()
    assert digest == expected["canonical_request_sha256"]
    assert f"{ALGORITHM}\n{given['x-sdk-date']}\n{digest}" == expected["string_to_sign"]
    signed = signature(given["sk"], given["x-sdk-date"], text)
    assert authorization(given["ak"], signed_headers(vector), signed) == expected["authorization"]


def test_what_is_sent_is_what_is_signed() -> None:
    """httpx encodes a query in its own way; what is sent must be the text that the vendor's signer makes."""
    sent = []
    for vector in VECTORS:
        given = vector["input"]
        url = f"{given['scheme']}://{given['host']}{given['resource_path']}"
        request = httpx.Request(given["method"], url, params=[*query_pairs(vector)])
        next(AccessKeyAuth(given["ak"], given["sk"]).auth_flow(request))
        sent.append(str(request.url))
    assert sent == [vector["output"]["url"] for vector in VECTORS]


def test_there_are_eight_vectors() -> None:
    assert len(VECTORS) == 8
