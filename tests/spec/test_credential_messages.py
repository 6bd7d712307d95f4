"""The gateway's texts of refused credentials: the spec has them, the mock says them, the wrapper explains each."""

from __future__ import annotations

from pathlib import Path

import pytest

from kps_tasks._auth.renewed import has_expired
from kps_tasks._http.hints import hint_for
from kps_tasks_client import facts

MESSAGES = facts.CREDENTIAL_MESSAGES
PREFIX = facts.ERROR_CODES["APIGW.0301"].message
MOCK = "".join(path.read_text(encoding="utf-8") for path in Path("mock/kps_tasks_mock").glob("*.py"))
NOT_IN_THE_MOCK = {"refused_address"}


def example(name: str) -> str:
    values = {"access_key": "AK", "address": "192.0.2.1", "expires_at": "2026-01-01", "canonical_request": "GET|/"}
    times = {"signed": "20260101T000000Z", "served": "20260101T010000Z"}
    return f"{PREFIX}: {MESSAGES[name].text.format_map(values | times)}"


def test_each_is_explained_on_its_own():
    hints = {name: hint_for(401, "APIGW.0301", example(name)) for name in MESSAGES}
    assert len(set(hints.values())) == len(MESSAGES)
    assert hint_for(401, "APIGW.0301", PREFIX) not in hints.values()


@pytest.mark.parametrize("name", MESSAGES)
def test_a_new_credential_is_fetched_for_those_that_say_so(name):
    assert has_expired("APIGW.0301", example(name)) is MESSAGES[name].renew


def test_a_new_credential_is_fetched_for_the_codes_that_say_so():
    for code, known in facts.ERROR_CODES.items():
        assert has_expired(code, known.message) is (known.retry == "with-a-new-token")


@pytest.mark.parametrize("name", sorted(MESSAGES.keys() - NOT_IN_THE_MOCK))
def test_the_mock_says_it(name):
    assert f'"{name}"' in MOCK
