"""The gateway's texts of refused credentials: the spec has them, the mock says them, the wrapper explains each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kps_contract.spec import openapi
from kps_tasks._auth.renewed import has_expired
from kps_tasks._http import hints as _advice

SPEC = openapi().document
MESSAGES = SPEC["x-kps-credential-messages"]
PREFIX = SPEC["components"]["schemas"]["KnownErrorCode"]["x-kps-values"]["APIGW.0301"]["message"]
MOCK = "".join(path.read_text(encoding="utf-8") for path in Path("mock/kps_tasks_mock").glob("*.py"))
NOT_IN_THE_MOCK = {"current ip:{address} refused"}


def example(text: str) -> str:
    return text.replace("{date}", "20260101T000000Z").replace("{access_key}", "AK").replace("{address}", "192.0.2.1")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"])
def test_each_is_explained_on_its_own(message):
    advice = {_advice.advice(401, "APIGW.0301", f"{PREFIX}: {example(other['text'])}") for other in MESSAGES}
    assert len(advice) == len(MESSAGES), "two of them have the same advice"
    assert _advice.advice(401, "APIGW.0301", example(message["text"])) != _advice.advice(401, "APIGW.0301", "")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"])
def test_a_new_credential_is_fetched_for_those_that_say_so(message):
    assert has_expired("APIGW.0301", example(message["text"])) is message.get("renew", False)


def test_a_new_credential_is_fetched_for_the_codes_that_say_so():
    values = SPEC["components"]["schemas"]["KnownErrorCode"]["x-kps-values"]
    for code, value in values.items():
        assert has_expired(code, value.get("message")) is (value["retry"] == "with-a-new-token")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"])
def test_the_mock_says_it(message):
    start = re.split(r"[{,]", message["text"])[0]
    assert (start in MOCK) is (message["text"] not in NOT_IN_THE_MOCK)
