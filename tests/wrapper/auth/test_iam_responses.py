"""The possible responses of IAM and a server's metadata service, and their effects."""

from __future__ import annotations

import traceback

import httpx
import pytest

from kps_tasks import (
    AgencyAuth,
    AuthenticationError,
    InvalidResponseError,
    KpsError,
    MetadataAuth,
    NotFoundError,
    PasswordAuth,
    PermissionDeniedError,
    RetryPolicy,
    StaticToken,
)

from ..clock import FakeClock
from .conftest import TASK_ID, USER
from .iam import REGION, TOKENS, again, iam, service

EXPIRED = [
    {"error_code": "APIGW.0307", "error_msg": "The token must be updated."},
    {"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information: token expires, expires_at: x"},
    {"error_code": "IAM.0066", "error_msg": "The token has expired."},
]


@pytest.mark.parametrize("body", EXPIRED)
def test_a_service_that_never_takes_the_token_is_asked_twice(connect, body):
    client, seen = service(connect, httpx.Response(401, json=body), iam(), retry=RetryPolicy(first=0))
    with pytest.raises(AuthenticationError):
        client.tasks.get("t")
    assert [path for path in seen if path == TOKENS] == [TOKENS] * 2
    assert len(seen) == 4


@pytest.mark.parametrize("body", [{"error_code": "APIGW.0301", "error_msg": "decrypt token fail"}, {}, "expired"])
def test_another_401_is_no_reason_for_a_new_token(connect, body):
    client, seen = service(connect, httpx.Response(401, json=body), iam())
    with pytest.raises(AuthenticationError):
        client.tasks.get("t")
    assert len(seen) == 2


@pytest.mark.both_colours
def test_while_it_is_good_a_failing_iam_does_no_harm(connect, monkeypatch):
    clock = FakeClock(monkeypatch)
    down = httpx.Response(503, json={"error": {"code": 503, "message": "down"}})
    client, _ = service(connect, httpx.Response(200, json={"task_id": "t"}), iam(), down)
    client.tasks.get("t")
    clock.now += 24 * 3600 - 100
    assert client.tasks.get("t")
    clock.now += 200
    with pytest.raises(Exception, match="HTTP 503, down"):
        client.tasks.get("t")


@pytest.mark.both_colours
def test_a_failing_iam_is_asked_again(connect):
    down = httpx.Response(503)
    client, seen = service(
        connect, httpx.Response(200, json={"task_id": "t"}), down, down, iam(), retry=RetryPolicy(first=0)
    )
    assert client.tasks.get("t")
    assert seen == [TOKENS] * 3 + [seen[-1]]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (iam(401, {"error": {"code": 401, "message": "The username or password is wrong."}}), AuthenticationError,
         'account\'s name is what the vendor calls "domain"'),
        (iam(404, {"error": {"code": 404, "message": "no"}}), NotFoundError, "project with the name 'cn-north-4'"),
        (httpx.Response(201, json={}), InvalidResponseError, "no X-Subject-Token"),
        (iam(201, [1]), InvalidResponseError, "not a JSON object"),
        (httpx.Response(200, text="<html>"), InvalidResponseError, "status is 200, not 201"),
        (httpx.Response(307, headers={"Location": "http://evil.test"}), Exception, "never followed"),
    ],
)  # fmt: skip
def test_what_iam_may_answer(connect, answer, error, said):
    client, seen = service(connect, httpx.Response(200, json={"task_id": "t"}), answer)
    with pytest.raises(error) as caught:
        client.tasks.get("t")
    assert said in str(caught.value)
    assert "POST http://kps.test/v3/auth/tokens?nocatalog=true" in str(caught.value)
    assert seen == [TOKENS]


@pytest.mark.both_colours
def test_an_iam_that_cannot_be_reached_is_named(connect):
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    with pytest.raises(Exception, match=r"POST http://kps\.test/v3/auth/tokens.*nobody there"):
        connect(handler, auth=PasswordAuth(*USER, **REGION)).tasks.get("t")


@pytest.mark.parametrize("times", [{}, {"issued_at": "then"}, {"issued_at": 1, "expires_at": None}, "no"])
def test_a_token_without_times_is_held_for_half_an_hour(connect, monkeypatch, times):
    clock = FakeClock(monkeypatch)
    client, seen = service(connect, httpx.Response(200, json={"task_id": "t"}), iam(201, {"token": times}))
    client.tasks.get("t")
    clock.now += 1600
    client.tasks.get("t")
    assert seen.count(TOKENS) == 1
    clock.now += 30
    client.tasks.get("t")
    assert seen.count(TOKENS) == 2


def test_what_is_asked_of_iam(to_mock, mock):
    auth = PasswordAuth("demo-user", "demo-password", account_id="d" * 32, project_id=mock.project_id)
    to_mock(auth=auth, timeout=7).tasks.get(TASK_ID)
    assert mock.requests[0].body == (
        b'{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo-user","password":"demo-password",'
        b'"domain":{"id":"dddddddddddddddddddddddddddddddd"}}}},'
        b'"scope":{"project":{"id":"0123456789abcdef0123456789abcdef"}}}}'
    )
    assert mock.requests[0].query == "nocatalog=true"
    assert mock.requests[1].header("X-Auth-Token").startswith("MII")


def test_an_agency_needs_a_source_that_may_act_for_it(to_mock):
    auth = AgencyAuth(StaticToken("demo-token"), "other-agency", "demo-account", **REGION)
    with pytest.raises(PermissionDeniedError, match="Agent Operator"):
        to_mock(auth=auth).tasks.get(TASK_ID)
    auth = AgencyAuth(PasswordAuth(*USER, **REGION), "demo-agency", "demo-account", **REGION)
    assert to_mock(auth=auth).tasks.get(TASK_ID)


def test_a_server_without_agency_says_so(connect):
    with pytest.raises(NotFoundError, match="Assign an agency to the server"):
        connect(lambda request: httpx.Response(404), auth=MetadataAuth()).tasks.get("t")


@pytest.mark.parametrize("said", [{}, {"credential": None}, {"credential": {"access": "a", "secret": "canary-secret"}}])
def test_incomplete_metadata(connect, said):
    with pytest.raises(InvalidResponseError, match="lacks access, secret or securitytoken") as caught:
        connect(lambda request: httpx.Response(200, json=said), auth=MetadataAuth()).tasks.get("t")
    assert "canary" not in f"{caught.value!r}{caught.value.body}"


KEYS_BODY = b'{"credential": {"access": "AK", "secret": "canary-secret", "securitytoken": "canary-token"'


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=KEYS_BODY),
        httpx.Response(200, content=b"[" + KEYS_BODY + b"}}]"),
        httpx.Response(201, content=KEYS_BODY + b"}}"),
        httpx.Response(500, content=KEYS_BODY + b"}}"),
        httpx.Response(200, content=KEYS_BODY.replace(b"canary-token", b"canary\\ud800") + b"}}"),
        httpx.Response(200, content=KEYS_BODY.replace(b"canary-token", b"canary\\n") + b"}}"),
    ],
)
def test_a_broken_answer_shows_no_key_of_the_server(connect, answer):
    with pytest.raises(KpsError) as caught:
        connect(lambda request: again(answer), auth=MetadataAuth()).tasks.get("t")
    error = caught.value
    assert "canary" not in f"{error}{error!r}{vars(error)}{error.__cause__!r}" + "".join(
        traceback.format_exception(error)
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b'{"token": "MII-canary"'), (201, b'["MII-canary"]'), (201, b'{"token": "MII-canary"')],
)
def test_a_broken_answer_shows_no_new_token(connect, status, body):
    answer = httpx.Response(status, content=body, headers={"X-Subject-Token": "MII-canary"})
    with pytest.raises(InvalidResponseError) as caught:
        connect(lambda request: again(answer), auth=PasswordAuth(*USER, **REGION)).tasks.get("t")
    assert "canary" not in f"{caught.value}{vars(caught.value)}"
