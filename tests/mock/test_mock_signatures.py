"""Which headers must be signed: the vendor's Go SDK signs only the date when it looks up the project."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from kps_tasks._auth.signing import DATE_FORMAT, authorization, canonical_request, signature
from kps_tasks_mock import MockKps


def ask(signed: set[str]) -> int:
    """Return the status of a look-up of projects with these headers signed."""
    mock = MockKps.documented()
    access_key, secret_key = mock.access_key
    date = datetime.now(UTC).strftime(DATE_FORMAT)
    headers = {"host": "iam.test", "x-sdk-date": date, "x-note": "hello"}
    canonical = canonical_request("GET", "/v3/projects", "", {name: headers[name] for name in signed})
    headers["Authorization"] = authorization(access_key, signed, signature(secret_key, date, canonical))
    with httpx.Client(transport=mock.transport()) as client:
        return client.get("http://iam.test/v3/projects", headers=headers).status_code


@pytest.mark.parametrize("signed", [{"x-sdk-date"}, {"host", "x-sdk-date"}, {"host", "x-note", "x-sdk-date"}])
def test_the_date_must_be_signed_and_more_may(signed: set[str]) -> None:
    assert ask(signed) == 200
