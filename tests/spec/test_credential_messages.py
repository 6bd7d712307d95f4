"""The gateway's messages about refused credentials: in the spec, from the mock, and explained by the wrapper."""

from __future__ import annotations

import httpx
import pytest

from kps_tasks import AccessKeyAuth, AuthenticationError, Client, PasswordAuth
from kps_tasks_client import facts
from kps_tasks_mock import MockKps

MESSAGES = facts.CREDENTIAL_MESSAGES
PREFIX = facts.ERROR_CODES["APIGW.0301"].message


def example(name: str) -> str:
    values = {"access_key": "AK", "address": "192.0.2.1", "expires_at": "2026-01-01", "canonical_request": "GET|/"}
    times = {"signed": "20260101T000000Z", "served": "20260101T010000Z"}
    return f"{PREFIX}: {MESSAGES[name].text.format_map(values | times)}"


def refused(code: str, message: str | None) -> tuple[str | None, int]:
    """Refuse a fetched token with 401; return the hint, and how many tokens were fetched."""
    fetched = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/auth/tokens":
            fetched.append(request)
            return httpx.Response(201, headers={"X-Subject-Token": "MII-new"}, json={"token": {}})
        return httpx.Response(401, json={"error_code": code, "error_msg": message})

    auth = PasswordAuth("user", "password", "account", project_id="p")
    options = {"endpoint": "http://kps.test", "project_id": "p", "auth": auth, "retry": None}
    with (
        Client(**options, transport=httpx.MockTransport(handler)) as client,
        pytest.raises(AuthenticationError) as caught,
    ):
        client.tasks.get("t")
    return caught.value.hint, len(fetched)


def test_each_is_explained_on_its_own():
    hints = {name: refused("APIGW.0301", example(name))[0] for name in MESSAGES}
    assert len(set(hints.values())) == len(MESSAGES)
    assert refused("APIGW.0301", PREFIX)[0] not in hints.values()


def test_a_new_credential_is_fetched_for_those_that_say_so():
    fetched = {name: refused("APIGW.0301", example(name))[1] for name in MESSAGES}
    assert fetched == {name: 2 if message.renew else 1 for name, message in MESSAGES.items()}
    codes = {code: refused(code, known.message)[1] for code, known in facts.ERROR_CODES.items()}
    assert codes == {code: 2 if known.retry == "with-a-new-token" else 1 for code, known in facts.ERROR_CODES.items()}


def said_by(mock: MockKps, auth: httpx.Auth | None = None, token: str | None = None) -> str:
    """The message with which the mock refuses a credential."""
    headers = {"X-Auth-Token": token} if token else {}
    with httpx.Client(transport=mock.transport(), auth=auth, headers=headers) as client:
        response = client.get(f"http://kps.test/v3/{mock.project_id}/running-tasks")
    assert response.status_code == 401
    return str(response.json()["error_msg"])


def late(mock: MockKps) -> MockKps:
    """Set a mock's clock ahead of this machine's."""
    mock.set_clock(3600)
    return mock


def ended_token(mock: MockKps) -> str:
    """A token that the mock issued, after it has expired."""
    auth = PasswordAuth("demo-user", "demo-password", "demo-account", project_id=mock.project_id)
    with httpx.Client(transport=mock.transport(), auth=auth) as client:
        request = client.get(f"http://kps.test/v3/{mock.project_id}/running-tasks").request
    mock.advance(25 * 3600)
    return str(request.headers["X-Auth-Token"])


def test_the_mock_says_all_but_what_needs_an_address():
    key = MockKps.documented().access_key
    wrong, locked, ended = AccessKeyAuth(key[0], "wrong"), MockKps.documented(), MockKps.documented()
    for _ in range(5):
        said_by(locked, wrong)
    said = {
        "no_credential": said_by(MockKps.documented()),
        "damaged_token": said_by(MockKps.documented(), token="wrong"),
        "expired_token": said_by(ended, token=ended_token(ended)),
        "wrong_signature": said_by(MockKps.documented(), wrong),
        "wrong_time": said_by(late(MockKps.documented()), AccessKeyAuth(*key)),
        "locked_access_key": said_by(locked, AccessKeyAuth(*key)),
        "unknown_access_key": said_by(MockKps.documented(), AccessKeyAuth("NOKEY", "secret")),
    }
    assert said.keys() | {"refused_address"} == MESSAGES.keys()
    assert {name: text for name, text in said.items() if MESSAGES[name].match not in text} == {}
