"""The project ID, looked up by the region's name if it is not given."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from kps_tasks import (
    AccessKeyAuth,
    AsyncClient,
    Client,
    ConfigurationError,
    InvalidResponseError,
    RetryPolicy,
    StaticToken,
)
from kps_tasks_mock import MockKps

from .conftest import TASK_ID, Slow, asked

LOOKED_UP = {"project_id": None, "region": "cn-north-4", "auth": AccessKeyAuth("DEMOACCESSKEY", "demo-secret-key")}


@pytest.mark.both_colours
def test_it_is_looked_up_once_when_it_is_needed(to_mock, mock):
    client = to_mock(**LOOKED_UP)
    assert mock.requests == []
    for _ in range(2):
        client.tasks.get(TASK_ID)
    assert len(list(client.tasks.list_running())) == 1
    assert asked(mock, "/v3/projects") == 1
    assert mock.requests[0].query == "name=cn-north-4"
    assert mock.requests[1].header("X-Project-Id") == mock.project_id


def test_many_callers_look_it_up_once(mock):
    transport = Slow(mock)

    def call(_: int) -> None:
        transport.started.wait(10)
        client.tasks.get(TASK_ID)

    with (
        Client(endpoint="http://kps.test", transport=transport, **LOOKED_UP) as client,
        ThreadPoolExecutor(20) as threads,
    ):
        list(threads.map(call, range(20)))
        assert client.project_id == mock.project_id
    assert asked(mock, "/v3/projects") == 1


def test_many_tasks_look_it_up_once(mock):
    async def run() -> None:
        async with AsyncClient(endpoint="http://kps.test", transport=Slow(mock), **LOOKED_UP) as client:
            await asyncio.gather(*(client.tasks.get(TASK_ID) for _ in range(20)))

    asyncio.run(run())
    assert asked(mock, "/v3/projects") == 1


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["cn-east-3"], "no project named 'cn-north-4'"),
        (["cn-north-4"] * 2, "several projects named 'cn-north-4': p0, p1"),
    ],
)
def test_none_or_several(connect, names, said):
    projects = {f"p{number}": {"name": name} for number, name in enumerate(names)}
    keys = [{"access_key": "DEMOACCESSKEY", "secret_key": "demo-secret-key"}]
    mock = MockKps.from_dict({"projects": projects, "access_keys": keys})
    client = connect(**{"endpoint": "http://kps.test", "transport": mock.transport()} | LOOKED_UP)
    with pytest.raises(ConfigurationError, match=f"this credential can see {said}. Give project_id"):
        client.tasks.get("t")


@pytest.mark.parametrize("body", [{}, {"projects": "p"}, []])
def test_an_answer_without_projects(connect, body):
    client = connect(lambda request: httpx.Response(200, json=body), **LOOKED_UP)
    with pytest.raises(InvalidResponseError):
        client.tasks.get("t")


@pytest.mark.parametrize("found", ["..", "a/b", "demo-secret-key"])
def test_an_id_that_cannot_be_sent(connect, found):
    client = connect(lambda request: httpx.Response(200, json={"projects": [{"id": found}]}), **LOOKED_UP)
    with pytest.raises(InvalidResponseError, match="it has no usable project ID"):
        client.tasks.get("t")


@pytest.mark.both_colours
def test_a_failing_iam_is_asked_again(connect):
    answers = [httpx.Response(503), httpx.Response(200, json={"projects": [{"id": "p"}]})]
    paths = []

    def handler(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return answers.pop(0) if answers else httpx.Response(200, json={"task_id": "t"})

    connect(handler, retry=RetryPolicy(first=0), **LOOKED_UP).tasks.get("t")
    assert paths == ["/v3/projects", "/v3/projects", "/v3/p/tasks/t"]


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_without_a_region_there_is_nothing_to_look_up(client):
    with pytest.raises(ConfigurationError, match="No project ID: give project_id, or the region"):
        client(endpoint="http://kps.test", auth=StaticToken("t"))


def test_a_project_by_its_name(to_mock, mock):
    client = to_mock(**LOOKED_UP, project_name="cn-north-4_dev")
    with pytest.raises(ConfigurationError, match="can see no project named 'cn-north-4_dev'"):
        client.tasks.get(TASK_ID)
    assert mock.requests[0].query == "name=cn-north-4_dev"


@pytest.mark.both_colours
def test_what_is_found_shows_no_secret(connect):
    found = {"projects": [{"id": "demo-secret-key"}, {"id": "b"}]}
    with pytest.raises(ConfigurationError, match=r"several projects named .*: \[secret\], b"):
        connect(lambda request: httpx.Response(200, json=found), **LOOKED_UP).tasks.get("t")
