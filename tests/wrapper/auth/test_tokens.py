"""Credentials that are fetched: once for all callers, in time, and again when the service says so."""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from kps_tasks import (
    AccessKeyAuth,
    AgencyAuth,
    AsyncClient,
    AuthenticationError,
    Client,
    ConfigurationError,
    InvalidResponseError,
    KpsError,
    MetadataAuth,
    NotFoundError,
    PasswordAuth,
    PermissionDeniedError,
    RetryPolicy,
    StaticToken,
)
from kps_tasks_mock import MockKps

from ..clock import FakeClock
from .conftest import TASK_ID, USER, asked

REGION = {"project_name": "cn-north-4"}
TOKENS, KEYS = "/v3/auth/tokens", "/openstack/latest/securitykey"

EVERY: dict[str, tuple[Callable[[], Any], str]] = {
    "password": (lambda: PasswordAuth(*USER, **REGION), TOKENS),
    "agency by key": (
        lambda: AgencyAuth(AccessKeyAuth("DEMOACCESSKEY", "demo-secret-key"), "demo-agency", "demo-account", **REGION),
        TOKENS,
    ),
    "metadata": (MetadataAuth, KEYS),
}


@pytest.fixture(params=EVERY)
def fetched(request: pytest.FixtureRequest) -> tuple[Any, str]:
    make, path = EVERY[request.param]
    return make(), path


def test_it_is_fetched_when_it_is_needed_and_kept(to_mock, mock, fetched):
    auth, path = fetched
    client = to_mock(auth=auth)
    assert mock.requests == []
    for _ in range(3):
        client.tasks.get(TASK_ID)
    assert asked(mock, path) == 1


class Slow(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Let nobody have an answer before all have had the time to ask."""

    def __init__(self, mock: MockKps) -> None:
        self.inner = mock.transport()
        self.started = threading.Barrier(20)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.inner.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(50):
            await asyncio.sleep(0)
        return await self.inner.handle_async_request(request)


def test_twenty_threads_fetch_once(mock, fetched):
    auth, path = fetched
    transport = Slow(mock)

    def call(_: int) -> None:
        transport.started.wait(10)
        client.tasks.get(TASK_ID)

    with (
        Client(endpoint="http://kps.test", project_id=mock.project_id, auth=auth, transport=transport) as client,
        ThreadPoolExecutor(20) as threads,
    ):
        list(threads.map(call, range(20)))
        mock.revoke()
        list(threads.map(call, range(20)))
    assert asked(mock, path) == (1 if path == KEYS else 2)


def test_twenty_tasks_fetch_once(mock, fetched):
    auth, path = fetched

    async def run() -> None:
        transport = Slow(mock)
        async with AsyncClient(
            endpoint="http://kps.test", project_id=mock.project_id, auth=auth, transport=transport
        ) as client:
            await asyncio.gather(*(client.tasks.get(TASK_ID) for _ in range(20)))
            mock.revoke()
            await asyncio.gather(*(client.tasks.get(TASK_ID) for _ in range(20)))

    asyncio.run(run())
    assert asked(mock, path) == (1 if path == KEYS else 2)
    asyncio.run(run())  # in another event loop, too


def test_it_is_renewed_before_it_ends(to_mock, mock, fetched, monkeypatch):
    clock = FakeClock(monkeypatch)
    auth, path = fetched
    client = to_mock(auth=auth)
    client.tasks.get(TASK_ID)
    clock.now += 24 * 3600 - 310
    client.tasks.get(TASK_ID)
    assert asked(mock, path) == 1
    clock.now += 20
    client.tasks.get(TASK_ID)
    assert asked(mock, path) == 2


def test_it_is_renewed_once_after_it_expired_on_the_server(to_mock, mock):
    client = to_mock(auth=PasswordAuth(*USER, **REGION))
    client.tasks.get(TASK_ID)
    for expire in (mock.revoke, lambda: mock.advance(25 * 3600)):
        expire()
        assert client.tasks.get(TASK_ID).task_id == TASK_ID
    assert asked(mock, TOKENS) == 3


def iam(status: int = 201, body: object = None, headers: dict[str, str] | None = None) -> httpx.Response:
    times = {"issued_at": "2026-01-01T00:00:00.000000Z", "expires_at": "2026-01-02T00:00:00.000000Z"}
    return httpx.Response(
        status, json={"token": times} if body is None else body, headers=headers or {"X-Subject-Token": "MII-new"}
    )


def again(answer: httpx.Response) -> httpx.Response:
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def service(
    connect: Callable[..., Any], kps: httpx.Response, *iams: httpx.Response, **options: Any
) -> tuple[Any, list]:
    """Make a client whose IAM answers one after the other, the last one again and again."""
    seen, answers = [], list(iams)

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        if request.url.path == TOKENS:
            return again(answers.pop(0) if len(answers) > 1 else answers[0])
        return again(kps)

    return connect(handler, auth=PasswordAuth(*USER, **REGION), **options), seen


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
        (iam(201, [1]), InvalidResponseError, "no JSON object"),
        (httpx.Response(200, text="<html>"), InvalidResponseError, "status is 200, not 201"),
        (httpx.Response(307, headers={"Location": "http://evil.test"}), Exception, "never followed"),
    ],
)  # fmt: skip
def test_what_iam_may_answer(connect, answer, error, said):
    client, seen = service(connect, httpx.Response(200, json={"task_id": "t"}), answer)
    with pytest.raises(error) as caught:
        client.tasks.get("t")
    assert said in str(caught.value)
    assert "POST https://iam.myhuaweicloud.com/v3/auth/tokens?nocatalog=true" in str(caught.value)
    assert seen == [TOKENS]


def test_an_iam_that_cannot_be_reached_is_named(connect):
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    with pytest.raises(Exception, match=r"POST https://iam\.myhuaweicloud\.com/v3/auth/tokens.*nobody there"):
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
    with pytest.raises(NotFoundError, match="Give the server an agency"):
        connect(lambda request: httpx.Response(404), auth=MetadataAuth()).tasks.get("t")


@pytest.mark.parametrize("said", [{}, {"credential": None}, {"credential": {"access": "a", "secret": "canary-secret"}}])
def test_metadata_that_lack_something(connect, said):
    with pytest.raises(InvalidResponseError, match="no access, secret and securitytoken") as caught:
        connect(lambda request: httpx.Response(200, json=said), auth=MetadataAuth()).tasks.get("t")
    assert "canary" not in f"{caught.value!r}{caught.value.body}"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: PasswordAuth("u", "p", "a"), "project_id or project_name"),
        (lambda: PasswordAuth("u", "p", **REGION), 'vendor calls "domain name"'),
        (lambda: PasswordAuth("u", "", "a", **REGION), "password is empty"),
        (lambda: PasswordAuth("", "pass", "a", **REGION), "username ''"),
        (lambda: PasswordAuth("u", "pass", "a", iam_endpoint="nowhere", **REGION), "not a URL"),
        (lambda: AgencyAuth("token", "agency", "a", **REGION), "as source"),
        (lambda: AgencyAuth(StaticToken("t"), "agency", **REGION), "needs the account"),
        (lambda: MetadataAuth("nowhere"), "not a URL"),
    ],
)
def test_credentials_that_cannot_be(make, said):
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert said in str(caught.value)


def test_on_any_httpx_client(mock):
    """Also where nobody reads the answers beforehand."""
    with (
        httpx.Client(transport=mock.transport(), auth=PasswordAuth(*USER, **REGION)) as client,
        client.stream("GET", f"http://kps.test/v3/{mock.project_id}/running-tasks") as answer,
    ):
        assert answer.status_code == 200


def test_callers_that_waited_for_a_refusal_share_it(mock):
    """A wrong password sent twenty times would lock the account."""
    wrong = PasswordAuth("demo-user", "wrong-password", "demo-account", **REGION)
    transport = Slow(mock)

    async def run() -> list[object]:
        async with AsyncClient(
            endpoint="http://kps.test", project_id=mock.project_id, auth=wrong, transport=transport
        ) as client:
            return await asyncio.gather(*(client.tasks.get(TASK_ID) for _ in range(20)), return_exceptions=True)

    errors = asyncio.run(run())
    assert {type(error) for error in errors} == {AuthenticationError}
    assert asked(mock, TOKENS) == 1
    asyncio.run(run())  # those who come later try for themselves
    assert asked(mock, TOKENS) == 2


def test_a_caller_that_is_cancelled_does_not_spoil_it_for_others(mock):
    transport = Slow(mock)

    async def run() -> None:
        auth = PasswordAuth(*USER, **REGION)
        async with AsyncClient(
            endpoint="http://kps.test", project_id=mock.project_id, auth=auth, transport=transport
        ) as client:
            first, second = (asyncio.create_task(client.tasks.get(TASK_ID)) for _ in range(2))
            for _ in range(10):
                await asyncio.sleep(0)
            first.cancel()
            assert (await second).task_id == TASK_ID
            with pytest.raises(asyncio.CancelledError):
                await first

    asyncio.run(run())


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


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("body", [b"MII-canary", b'["MII-canary"]', b'{"token": "MII-canary"'])
def test_a_broken_answer_shows_no_new_token(connect, status, body):
    answer = httpx.Response(status, content=body, headers={"X-Subject-Token": "MII-canary"})
    with pytest.raises(InvalidResponseError) as caught:
        connect(lambda request: again(answer), auth=PasswordAuth(*USER, **REGION)).tasks.get("t")
    assert "canary" not in f"{caught.value}{vars(caught.value)}"
