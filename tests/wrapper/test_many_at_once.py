"""A thousand concurrent calls of one async client, sent by httpx and by aiohttp."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from kps_tasks import APITimeoutError, AsyncClient, Client, ConfigurationError, StaticToken

from ..hostile.server import Server, respond


def respond_at_once(connection: Any, target: str) -> bool:
    task_id = target.rpartition("/")[2]
    return respond(connection, 200, json.dumps({"task_id": task_id, "task_status": "READY_BIND"}).encode())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server.listening() as listening:
        yield listening


@pytest.mark.anyio
@pytest.mark.parametrize("transport", [None, "aiohttp"])
async def test_each_gets_its_own_task(server, transport):
    server.script = respond_at_once
    async with AsyncClient(
        endpoint=server.url, project_id="p", auth=StaticToken("t"), transport=transport, timeout=20
    ) as kps:
        ids = [f"t{number}" for number in range(400)]
        tasks = await asyncio.gather(*map(kps.tasks.get, ids))
    assert [task.task_id for task in tasks] == ids


@pytest.mark.anyio
@pytest.mark.parametrize("transport", [None, "aiohttp"])
async def test_the_deadline_holds_while_others_are_under_way(server, transport):
    """Twelve calls without a response: with httpx, the last two have no place until their deadline."""
    came = []

    def script(connection: Any, target: str) -> bool:
        came.append(target)
        return server.ended.wait()

    server.script = script
    async with AsyncClient(
        endpoint=server.url, project_id="p", auth=StaticToken("t"), transport=transport, retry=None, deadline=0.3
    ) as kps:
        ends = await asyncio.gather(*(kps.tasks.get(f"t{n}") for n in range(12)), return_exceptions=True)
    assert [type(end) for end in ends] == [APITimeoutError] * 12
    assert len(came) == (12 if transport else 10)


@pytest.mark.parametrize(("kind", "transport"), [(Client, "aiohttp"), (AsyncClient, "requests")])
def test_another_name_is_refused(kind, transport):
    with pytest.raises(ConfigurationError, match=f"transport '{transport}' is not a transport"):
        kind(endpoint="https://kps.test", project_id="p", auth=StaticToken("t"), transport=transport)
