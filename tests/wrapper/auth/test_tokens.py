"""Credentials that are fetched: once for all callers, in time, and again when the service says so."""

from __future__ import annotations

import asyncio
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
    MetadataAuth,
    PasswordAuth,
    StaticToken,
)

from ..clock import FakeClock
from .conftest import TASK_ID, USER, Slow, asked
from .iam import REGION, TOKENS

KEYS = "/openstack/latest/securitykey"

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


@pytest.mark.both_colours
def test_it_is_fetched_when_it_is_needed_and_kept(to_mock, mock, fetched):
    auth, path = fetched
    client = to_mock(auth=auth)
    assert mock.requests == []
    for _ in range(3):
        client.tasks.get(TASK_ID)
    assert asked(mock, path) == 1


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


@pytest.mark.both_colours
def test_it_is_renewed_once_after_it_expired_on_the_server(to_mock, mock):
    client = to_mock(auth=PasswordAuth(*USER, **REGION))
    client.tasks.get(TASK_ID)
    for expire in (mock.revoke, lambda: mock.advance(25 * 3600)):
        expire()
        assert client.tasks.get(TASK_ID).task_id == TASK_ID
    assert asked(mock, TOKENS) == 3


@pytest.mark.both_colours
def test_a_refusal_is_read_off_a_connection_before_it_is_understood(connect, mock):
    """Over a socket, because the mock in this process has every body at once."""
    with mock.serve() as url:
        tasks = connect(endpoint=url, auth=PasswordAuth(*USER, iam_endpoint=url, **REGION)).tasks
        tasks.get(TASK_ID)
        mock.revoke()
        assert tasks.get(TASK_ID).task_id == TASK_ID
    assert asked(mock, TOKENS) == 2


def test_callers_that_waited_for_a_refusal_share_it(mock):
    """Sending a wrong password twenty times would lock the account."""
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
    asyncio.run(run())  # later callers try for themselves
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
    """Even if nothing has read the responses beforehand."""
    with (
        httpx.Client(transport=mock.transport(), auth=PasswordAuth(*USER, **REGION)) as client,
        client.stream("GET", f"http://kps.test/v3/{mock.project_id}/running-tasks") as answer,
    ):
        assert answer.status_code == 200


@pytest.mark.both_colours
def test_waiting_goes_on_when_a_token_ends(to_mock, mock):
    task_id = mock.add_task(operation="reset", running_seconds=60 * 3600)
    (end,) = to_mock(auth=PasswordAuth(*USER, **REGION), clock=mock.clock).tasks.wait(
        task_id, timeout=None, interval=3600
    )
    assert end.phase == "succeeded"
    assert asked(mock, TOKENS) == 3
