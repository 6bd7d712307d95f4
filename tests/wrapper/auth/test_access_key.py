"""Signed requests, verified by the mock as the gateway does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from kps_tasks import AccessKeyAuth, AuthenticationError, ConfigurationError, RetryPolicy
from kps_tasks_mock import MockKps

from ..clock import replace_time_of_day
from .conftest import TASK_ID

KEY = ("DEMOACCESSKEY", "demo-secret-key")
TEMPORARY = ("DEMOTEMPORARY", "demo-temporary-key", "demo-security-token")


@pytest.mark.both_colours
@pytest.mark.parametrize("keys", [KEY, TEMPORARY])
def test_a_signed_call_is_let_in(to_mock, mock, keys):
    assert to_mock(auth=AccessKeyAuth(*keys)).tasks.get(TASK_ID).task_id == TASK_ID
    (request,) = mock.requests
    assert request.header("X-Project-Id") == mock.project_id
    assert request.header("X-Security-Token") == (keys[2] if len(keys) == 3 else None)
    assert "host;x-project-id;" in request.header("Authorization")
    assert KEY[1] not in repr(request.headers)


@pytest.mark.parametrize(
    "asked",
    ["running-tasks?offset=0&limit=10", "running-tasks?b=x+y&a=%2F&a=&c&é=ü~*'()", "tasks/任务 ~x:y%2Fb%25?b=x+y"],
)
def test_whatever_is_asked_is_signed_as_it_is_sent(mock, asked):
    with httpx.Client(transport=mock.transport(), auth=AccessKeyAuth(*KEY), base_url="http://kps.test:8080") as client:
        answer = client.get(f"/v3/{mock.project_id}/{asked}")
    assert answer.status_code in (200, 400), answer.text


def test_a_body_is_signed(mock):
    with httpx.Client(transport=mock.transport(), auth=AccessKeyAuth(*KEY), base_url="http://kps.test") as client:
        url = f"/v3/{mock.project_id}/running-tasks"
        assert client.request("GET", url, json={"a": 1}).status_code == 200
        assert client.request("GET", url, content=b"a", headers={"Content-Type": "text/plain"}).status_code == 200
    assert mock.requests[1].header("X-Sdk-Content-Sha256") == "UNSIGNED-PAYLOAD"


@pytest.mark.both_colours
def test_each_try_is_signed_with_its_own_date(connect, monkeypatch):
    dates: list[str] = []
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * number) for number in range(3))
    replace_time_of_day(monkeypatch, lambda: next(times))

    def handler(request: httpx.Request) -> httpx.Response:
        dates.append(request.headers["X-Sdk-Date"])
        return httpx.Response(503 if len(dates) < 3 else 200, json={"task_id": "t"})

    connect(handler, auth=AccessKeyAuth(*KEY), retry=RetryPolicy(first=0)).tasks.get("t")
    assert dates == ["20260101T000000Z", "20260101T002000Z", "20260101T004000Z"]


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(16 * 60, "clock is 16 min behind"), (-3601, "clock is 1 h 1 s ahead of"), (86400 * 2, "clock is 48 h behind")],
)
def test_a_wrong_clock_is_told_with_both_times(to_mock, mock, monkeypatch, ahead, said):
    now = datetime.now(UTC).replace(microsecond=0)
    replace_time_of_day(monkeypatch, lambda: now)
    monkeypatch.setattr("time.time", now.timestamp)
    mock.set_clock(ahead)
    with pytest.raises(AuthenticationError) as caught:
        to_mock(auth=AccessKeyAuth(*KEY)).tasks.get(TASK_ID)
    assert said in caught.value.hint
    for time in (now, now + timedelta(seconds=ahead)):
        assert f"{time:%Y-%m-%d %H:%M:%S} UTC" in caught.value.hint
        assert f"{time:%Y%m%dT%H%M%SZ}" in caught.value.error_msg


def test_a_clock_that_is_a_little_wrong_does_no_harm(to_mock, mock):
    mock.set_clock(14 * 60)
    assert to_mock(auth=AccessKeyAuth(*KEY)).tasks.get(TASK_ID)


@pytest.mark.parametrize(
    ("keys", "text", "hint"),
    [
        (("NOKEY", "demo-secret-key"), "ak NOKEY not exist", "does not know this access key"),
        (("DEMOACCESSKEY", "other"), "verify aksk signature fail, canonicalRequest:GET|/v3/", "does not belong"),
        (TEMPORARY[:2], "decrypt token fail", "damaged"),
    ],
)
def test_a_refused_signature_says_why(to_mock, keys, text, hint):
    with pytest.raises(AuthenticationError, match=r"HTTP 401, APIGW\.0301") as caught:
        to_mock(auth=AccessKeyAuth(*keys)).tasks.get(TASK_ID)
    assert text in caught.value.error_msg
    assert hint in caught.value.hint


def test_a_locked_key_says_how_long(to_mock, mock):
    bad, good = to_mock(auth=AccessKeyAuth("DEMOACCESSKEY", "wrong")), to_mock(auth=AccessKeyAuth(*KEY))
    for _ in range(5):
        with pytest.raises(AuthenticationError, match="signature fail"):
            bad.tasks.get(TASK_ID)
    with pytest.raises(AuthenticationError, match="wait five minutes"):
        good.tasks.get(TASK_ID)
    mock.advance(300)
    assert good.tasks.get(TASK_ID)


def test_on_a_redirect_to_another_host_nothing_follows(connect):
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(307, headers={"Location": "http://elsewhere.test/"})

    with pytest.raises(Exception, match="never followed"):
        connect(handler, auth=AccessKeyAuth(*TEMPORARY)).tasks.get("t")
    assert seen == ["kps.test"]


@pytest.mark.parametrize("keys", [("", "s"), ("a", "s\n"), ("a", "s", "")])
def test_invalid_keys_are_refused(keys):
    with pytest.raises(ConfigurationError, match=r"(access|secret|security) (key|token) cannot be sent"):
        AccessKeyAuth(*keys)


def test_from_env_takes_an_access_key_only():
    environ = {"KPS_TOKEN": "t", "CLOUD_SDK_AK": "ak", "CLOUD_SDK_SK": "secret"}
    assert repr(AccessKeyAuth.from_env(environ)) == "AccessKeyAuth('ak', …)"
    with pytest.raises(ConfigurationError, match="No access key"):
        AccessKeyAuth.from_env({"KPS_TOKEN": "t"})


def test_the_mock_and_the_client_agree_on_what_is_unsigned(mock: MockKps):
    """A change to a signed header in transit is detected; a change to an unsigned one is not."""

    def send(**changed: str) -> int:
        request = httpx.Request("GET", f"http://kps.test/v3/{mock.project_id}/running-tasks")
        next(AccessKeyAuth(*KEY).auth_flow(request))
        request.headers.update({name.replace("_", "-"): value for name, value in changed.items()})
        with httpx.Client(transport=mock.transport()) as client:
            return client.send(request).status_code

    assert send() == 200
    assert send(user_agent="a proxy") == 200
    assert send(host="elsewhere.test") == 401
    assert send(x_sdk_date="20260101T000000Z") == 401
