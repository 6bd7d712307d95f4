"""Lists are read completely, whatever happens to them; a list that cannot be read is an error, not silence."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kps_tasks import Client, InvalidResponseError, StaticToken

from .conftest import PROJECT


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {"task_id": f"task-{number}", "server_id": f"server-{number}", "task_time": "1523342130000"} | fields


def listing(rows: list[dict[str, Any]]) -> Callable[[httpx.Request], httpx.Response]:
    """Respond like the service, from *rows*, which may change between two requests."""

    def handler(request: httpx.Request) -> httpx.Response:
        limit, offset = int(request.url.params["limit"]), int(request.url.params["offset"])
        return httpx.Response(200, json={"total": len(rows), "tasks": rows[offset : offset + limit]})

    return handler


def counted(handler: Callable[[httpx.Request], httpx.Response]) -> tuple[Callable[..., httpx.Response], list[str]]:
    asked: list[str] = []

    def counting(request: httpx.Request) -> httpx.Response:
        assert len(asked) < 1000, "it never ends"
        asked.append(request.url.query.decode())
        return handler(request)

    return counting, asked


def ids(tasks: Any) -> list[str]:
    return [task.task_id for task in tasks]


def client_of(handler: Callable[[httpx.Request], httpx.Response]) -> Client:
    """Create a client when hypothesis calls a test repeatedly, which would not recreate a fixture."""
    handler, _ = counted(handler)
    transport = httpx.MockTransport(handler)
    return Client(
        endpoint="http://kps.test", project_id=PROJECT, auth=StaticToken("t"), transport=transport, retry=None
    )


@given(count=st.integers(0, 50), limit=st.integers(2, 12))
@example(count=0, limit=2)
@example(count=10, limit=10)  # one full page
@example(count=11, limit=10)
@example(count=19, limit=10)  # two full pages, because they overlap
@example(count=50, limit=2)
def test_a_list_that_stands_still(count, limit):
    rows = [row(number) for number in range(count)]
    handler, asked = counted(listing(rows))
    pager = client_of(handler).tasks.list_running(limit=limit)
    assert ids(pager) == [r["task_id"] for r in rows]
    assert pager.total == count
    assert len(asked) <= max(1, -(-(count - 1) // (limit - 1)) + 1)


@pytest.mark.both_colours
def test_pages(connect):
    rows = [row(number) for number in range(7)]
    pages = list(connect(listing(rows)).tasks.list_failed(limit=3).pages())
    assert [ids(page) for page in pages] == [
        ["task-0", "task-1", "task-2"],
        ["task-3", "task-4"],
        ["task-5", "task-6"],
    ]
    assert [(len(page), page.total, page.offset) for page in pages] == [(3, 7, 0), (2, 7, 2), (2, 7, 4)]


def test_an_empty_list_has_one_empty_page(connect):
    pages = list(connect(listing([])).tasks.list_running().pages())
    assert [(len(page), page.total) for page in pages] == [(0, 0)]


@pytest.mark.parametrize("offset", [1, 5, 6, 7, 100])
def test_an_offset_skips_tasks(connect, offset):
    rows = [row(number) for number in range(7)]
    assert ids(connect(listing(rows)).tasks.list_running(limit=3, offset=offset)) == [
        r["task_id"] for r in rows[offset:]
    ]


def test_an_offset_still_skips_them_when_the_list_shrinks(connect):
    rows = [row(number) for number in range(10)]
    pager = connect(listing(rows)).tasks.list_running(limit=3, offset=4)
    found = []
    for page in pager.pages():
        found += ids(page)
        del rows[:2]
    assert found == [f"task-{number}" for number in range(4, 10)]


def test_a_server_with_smaller_pages_than_asked_for(connect):
    rows = [row(number) for number in range(20)]

    def capped(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params["offset"])
        return httpx.Response(200, json={"total": len(rows), "tasks": rows[offset : offset + 4]})

    assert ids(connect(capped).tasks.list_running()) == [r["task_id"] for r in rows]


def test_a_server_whose_total_counts_the_page(connect):
    rows = [row(number) for number in range(20)]

    def counts_pages(request: httpx.Request) -> httpx.Response:
        limit, offset = int(request.url.params["limit"]), int(request.url.params["offset"])
        page = rows[offset : offset + limit]
        return httpx.Response(200, json={"total": len(page), "tasks": page})

    assert ids(connect(counts_pages).tasks.list_running(limit=5)) == [r["task_id"] for r in rows]


@pytest.mark.parametrize("limit", [5, 20, 21])
def test_a_server_that_ignores_limit_and_offset_and_says_all(connect, limit):
    rows = [row(number) for number in range(20)]
    handler, asked = counted(lambda request: httpx.Response(200, json={"total": len(rows), "tasks": rows}))
    assert ids(connect(handler).tasks.list_running(limit=limit)) == [r["task_id"] for r in rows]
    assert len(asked) <= 3


@given(limit=st.integers(2, 30), total=st.none() | st.integers(0, 20))
@example(limit=2, total=None)
@example(limit=2, total=0)
@example(limit=2, total=19)
@example(limit=5, total=9)
@example(limit=20, total=None)  # more than the server sends
@example(limit=20, total=0)
@example(limit=20, total=13)  # the end of the second page
@example(limit=20, total=20)
def test_a_total_that_is_too_low_or_missing_costs_no_task(limit, total):
    """Except a total that equals a first page that is not full: a list of that length looks the same."""
    assume(limit <= 7 or total != 7)
    rows = [row(number) for number in range(20)]

    def wrong(request: httpx.Request) -> httpx.Response:
        size, offset = int(request.url.params["limit"]), int(request.url.params["offset"])
        return httpx.Response(200, json={"total": total, "tasks": rows[offset : offset + min(size, 7)]})

    handler, _ = counted(wrong)
    found = []
    try:
        for task in client_of(handler).tasks.list_running(limit=limit):
            found.append(task.task_id)  # noqa: PERF401
    except InvalidResponseError:
        return  # reported, not silent
    assert found == [r["task_id"] for r in rows]


def test_a_total_that_grows_with_the_offset(connect):
    rows = [row(number) for number in range(20)]

    def cumulative(request: httpx.Request) -> httpx.Response:
        limit, offset = int(request.url.params["limit"]), int(request.url.params["offset"])
        page = rows[offset : offset + limit]
        return httpx.Response(200, json={"total": offset + len(page), "tasks": page})

    assert ids(connect(cumulative).tasks.list_running(limit=5)) == [r["task_id"] for r in rows]


def test_a_total_that_is_too_high_is_an_error(connect):
    rows = [row(number) for number in range(20)]
    handler, asked = counted(
        lambda request: httpx.Response(200, json=listing(rows)(request).json() | {"total": len(rows) + 1})
    )
    with pytest.raises(InvalidResponseError, match="nothing new; total is 21, and 20 different tasks were received"):
        ids(connect(handler).tasks.list_running(limit=5))
    assert len(asked) < 20


@pytest.mark.parametrize("total", [23, None, "growing", "page"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_list_without_end_is_an_error(connect, total, kept):
    """Every page is full of new tasks; whether or not they are kept, each request returns more."""
    numbers = itertools.count()
    rows: list[dict[str, Any]] = []
    asked = []

    def endless(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        assert len(asked) < 20_000
        limit, offset = int(request.url.params["limit"]), int(request.url.params["offset"])
        if not kept:
            page = [row(next(numbers)) for _ in range(limit)]
        else:
            while len(rows) < offset + 2 * limit:
                rows.append(row(next(numbers)))
            page = rows[offset : offset + limit]
        said = {"growing": offset + 2 * limit, "page": len(page)}.get(str(total), total)
        return httpx.Response(200, json={"total": said, "tasks": page})

    pager = connect(endless).tasks.list_running(limit=1000 if kept else 10)
    with pytest.raises(InvalidResponseError):
        for _ in pager.pages():
            pass
    assert len(asked) <= (20 if (total, kept) == (23, True) else 350)


@given(orders=st.lists(st.permutations(range(12)), min_size=4, max_size=4))
@example(orders=[[*range(12)]] * 4)
@example(orders=[[*range(12)], [*range(11, -1, -1)]] * 2)
@example(orders=[[*range(12)], [*range(8, 12), *range(8)], [*range(12)], [*range(12)]])  # the first page moved back
def test_a_list_in_another_order_each_time_loses_nothing_in_silence(orders):
    turns = itertools.cycle(orders)
    rows = [row(number) for number in range(12)]

    def shuffled(request: httpx.Request) -> httpx.Response:
        return listing([rows[number] for number in next(turns)])(request)

    handler, _ = counted(shuffled)
    try:
        found = ids(client_of(handler).tasks.list_running(limit=8))
    except InvalidResponseError:
        return
    assert sorted(found) == sorted(r["task_id"] for r in rows)


def test_a_server_that_takes_offset_for_a_page_number(connect):
    rows = [row(number) for number in range(20)]

    def numbered(request: httpx.Request) -> httpx.Response:
        limit, number = int(request.url.params["limit"]), int(request.url.params["offset"])
        return httpx.Response(200, json={"total": len(rows), "tasks": rows[number * limit : (number + 1) * limit]})

    handler, _ = counted(numbered)
    with pytest.raises(InvalidResponseError, match="contains nothing new"):
        ids(connect(handler).tasks.list_running(limit=5))


def test_a_list_that_changes_its_order_is_an_error(connect):
    rows = [row(number) for number in range(6)]

    def turning(request: httpx.Request) -> httpx.Response:
        response = listing(rows)(request)
        rows.reverse()
        return response

    with pytest.raises(InvalidResponseError, match="a different order"):
        ids(connect(turning).tasks.list_running(limit=5))


def test_rows_that_differ_in_server_or_time_are_different(connect):
    rows = [row(0), row(0, server_id="other"), row(0, task_time="1"), row(1), row(2)]
    for limit in (2, 3, 5):
        assert len(ids(connect(listing(rows)).tasks.list_failed(limit=limit))) == 5


@pytest.mark.parametrize("limit", [6, 8, 50])
def test_rows_that_are_hard_to_tell_apart_are_not_merged(connect, limit):
    nothing = {"task_id": None, "server_id": None, "task_time": None}
    rows: list[dict[str, Any]] = [
        {},
        {},
        {"server_name": "a"},
        {"task_id": ["odd"]},
        nothing,
        nothing | {"server_name": "b"},
        row(1),
        row(1, operate_type="FAILED_BIND"),
        row(1, task_id=1),
        row(1, task_id=True),
        row(1, task_id="1"),
    ]
    assert len(ids(connect(listing(rows)).tasks.list_failed(limit=limit))) == len(rows)


@settings(max_examples=200)
@given(seed=st.integers(0, 2**32), size=st.integers(0, 40), limit=st.integers(2, 8), moves=st.integers(0, 8))
def test_a_list_that_moves_loses_none_and_repeats_none(seed, size, limit, moves):
    """Tasks leave and appear anywhere between two pages; each that was there throughout is returned once."""
    chance = random.Random(seed)
    rows = [row(number) for number in range(size)]
    always = {r["task_id"] for r in rows}
    fresh_numbers = iter(range(size, size + 200))

    def moving(request: httpx.Request) -> httpx.Response:
        response = listing(rows)(request)
        for _ in range(chance.randint(0, moves)):
            if rows and chance.random() < 0.6:
                always.discard(rows.pop(chance.randrange(len(rows)))["task_id"])
            elif (number := next(fresh_numbers, None)) is not None:
                rows.insert(chance.randint(0, len(rows)), row(number))
        return response

    found = ids(client_of(moving).tasks.list_running(limit=limit))
    assert len(found) == len(set(found)), "a task came out twice"
    assert always <= set(found), "a task was lost"
