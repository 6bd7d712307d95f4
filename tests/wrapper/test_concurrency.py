"""Concurrent requests for pages: the same tasks in the same order, faster, and never more pages than allowed."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from typing import Any

import httpx
import pytest

from kps_tasks import APIStatusError, AsyncClient, Client, InvalidArgumentError, RetryPolicy, StaticToken

from .conftest import PROJECT
from .test_paging import counted, ids, listing, row


class Busy:
    """Respond from *rows*, and record how many requests are in progress at once."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.answer = listing(rows)
        self.lock = threading.Lock()
        self.under_way = self.most = self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.under_way += 1
            self.asked += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.002)  # so others arrive meanwhile; nothing depends on how long
        with self.lock:
            self.under_way -= 1
        return self.answer(request)


@pytest.mark.parametrize(
    ("count", "concurrency"),
    [(0, 2), (10, 2), (11, 2), (100, 1), (100, 8), (101, 2)],
    ids=["empty", "one page", "two pages", "one by one", "more than are needed", "fewer than are needed"],
)
def test_the_same_tasks_in_the_same_order(connect, count, concurrency):
    rows = [row(number) for number in range(count)]
    pager = connect(listing(rows)).tasks.list_failed(limit=10, concurrency=concurrency)
    assert ids(pager) == [r["task_id"] for r in rows]
    assert pager.total == count


def test_no_more_at_once_than_allowed():
    busy = Busy([row(number) for number in range(200)])
    transport = httpx.MockTransport(busy)
    with Client(endpoint="http://kps.test", project_id=PROJECT, auth=StaticToken("t"), transport=transport) as kps:
        assert len(ids(kps.tasks.list_running(limit=5, concurrency=6))) == 200
    assert 2 <= busy.most <= 6
    assert busy.asked == 50


@pytest.mark.both_colours
def test_what_nobody_reads_is_not_asked_for(connect):
    handler, asked = counted(listing([row(number) for number in range(1000)]))
    pages = iter(connect(handler).tasks.list_running(limit=5, concurrency=4).pages())
    for _ in range(3):
        next(pages)
    assert len(asked) <= 3 + 3


@pytest.mark.both_colours
def test_a_failing_page_raises_at_its_place_in_the_list(connect):
    def failing(request: httpx.Request) -> httpx.Response:
        if int(request.url.params["offset"]) >= 12:
            return httpx.Response(403, json={})
        return listing([row(number) for number in range(50)])(request)

    found = []
    with pytest.raises(APIStatusError, match="HTTP 403"):  # noqa: PT012
        for task in connect(failing).tasks.list_running(limit=5, concurrency=4):
            found.append(task.task_id)  # noqa: PERF401
    assert found == [f"task-{number}" for number in range(13)]


@pytest.mark.both_colours
def test_each_page_is_tried_again(connect):
    failed: set[str] = set()

    def shaky(request: httpx.Request) -> httpx.Response:
        offset = request.url.params["offset"]
        if offset not in failed:
            failed.add(offset)
            return httpx.Response(503)
        return listing([row(number) for number in range(50)])(request)

    client = connect(shaky, retry=RetryPolicy(first=0.0))
    assert len(ids(client.tasks.list_running(limit=5, concurrency=4))) == 50


@pytest.mark.parametrize("concurrency", [0, 65, 2.0, True])
def test_a_number_out_of_range(connect, concurrency):
    with pytest.raises(InvalidArgumentError, match="from 1 to 64"):
        connect(listing([])).tasks.list_running(concurrency=concurrency)


@pytest.mark.both_colours
def test_leaving_early_leaves_nothing_behind(connect):
    before = threading.active_count()
    for _ in range(3):
        for task in connect(listing([row(n) for n in range(100)])).tasks.list_running(limit=5, concurrency=8):
            assert task.task_id == "task-0"
            break
    gc.collect()
    assert threading.active_count() <= before + 3


def test_leaving_early_cancels_what_was_asked_for_ahead():
    answered = []
    rows = listing([row(number) for number in range(100)])

    async def slow(request: httpx.Request) -> httpx.Response:
        for _ in range(0 if request.url.params["offset"] == "0" else 1000):
            await asyncio.sleep(0)
        answered.append(request)
        return rows(request)

    async def run() -> set[asyncio.Task[Any]]:
        options = {"endpoint": "http://kps.test", "project_id": PROJECT, "auth": StaticToken("t")}
        async with AsyncClient(**options, transport=httpx.MockTransport(slow)) as kps:
            pages = kps.tasks.list_running(limit=5, concurrency=8).pages()
            assert len(await anext(pages)) == 5
            ahead = len(asyncio.all_tasks()) - 1
            await pages.aclose()
            for _ in range(100):  # another task cancels these
                await asyncio.sleep(0)
        assert ahead == 7
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(run()) == set()
    assert len(answered) == 1
