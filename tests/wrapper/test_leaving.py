"""A caller who leaves is not delayed: by a slow server, by threads, by a fork, by a cancellation."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, aclosing, suppress
from typing import Any

import httpcore
import httpx
import pytest

from kps_tasks import AsyncClient, Client, ConfigurationError, KpsError, RateLimit, StaticToken
from kps_tasks._http.call_lock import CallLock
from kps_tasks._http.streams import guard_streams

from ..hostile.server import Server, respond


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with 5,000 tasks that sends the first page at once, and all others when the test is over."""
    with Server.listening() as listening:

        def script(connection: Any, target: str) -> bool:
            if "/tasks/" in target:
                task_id = target.rpartition("/")[2]
                if task_id.startswith("slow"):
                    listening.ended.wait()
                return respond(connection, 200, json.dumps({"task_id": task_id, "task_status": "READY_BIND"}).encode())
            if "offset=0" not in target:
                listening.ended.wait()
            rows = [{"task_id": f"t{number}", "server_id": "s", "task_time": "1"} for number in range(10)]
            return respond(connection, 200, json.dumps({"tasks": rows, "total": 5000}).encode())

        listening.script = script
        yield listening


def client(server: Server, **options: Any) -> Client:
    return Client(endpoint=server.url, project_id="p", auth=StaticToken("t"), **options)


def helpers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "kps-tasks"]


@pytest.mark.parametrize("how", ["break", "error", "close"])
def test_a_list_is_left_at_once(server, how):
    """Otherwise this never ends, because the pages requested ahead never arrive."""
    with client(server) as kps:
        pages = iter(kps.tasks.list_running(limit=10, concurrency=8).pages())
        assert len(next(pages)) == 10
        asked_for_ahead = helpers()
        assert len(asked_for_ahead) == 7
        if how == "error":
            with pytest.raises(KeyError):
                pages.throw(KeyError("the caller's own"))
        elif how == "close":
            threading.Timer(0.05, kps.close).start()
            with pytest.raises(ConfigurationError, match="The client is closed"):
                next(pages)
        else:
            pages.close()
        for thread in asked_for_ahead:
            thread.join()


@pytest.mark.parametrize("call", ["get", "wait"])
def test_close_ends_what_another_thread_waits_for(server, call):
    kps = client(server)
    threading.Timer(0.05, kps.close).start()
    with pytest.raises(ConfigurationError, match="The client is closed"):
        kps.tasks.get("slow") if call == "get" else kps.tasks.wait("t", interval=3600, timeout=None)
    with pytest.raises(ConfigurationError, match="The client is closed"):
        kps.tasks.get("t")


@pytest.mark.parametrize("call", ["get", "wait"])
def test_close_ends_what_another_task_waits_for(server, call):
    async def run() -> None:
        kps = AsyncClient(endpoint=server.url, project_id="p", auth=StaticToken("t"))
        ask = kps.tasks.get("slow") if call == "get" else kps.tasks.wait("t", interval=3600, timeout=None)
        waiting = asyncio.create_task(ask)
        await asyncio.sleep(0.05)
        await kps.close()
        with pytest.raises(ConfigurationError, match="The client is closed"):
            await waiting

    asyncio.run(run())


def test_cancellations_cost_no_place_in_the_pool(server):
    """Bare httpx is unusable after some of these: httpcore loses the places of cancelled requests."""
    chance = random.Random(7)

    async def cancelled(kps: AsyncClient, number: int) -> None:
        asking = asyncio.create_task(kps.tasks.get(chance.choice(["slow", f"t{number}"])))
        for _ in range(chance.randint(0, 25)):
            await asyncio.sleep(0)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking

    async def run() -> None:
        async with AsyncClient(endpoint=server.url, project_id="p", auth=StaticToken("t")) as kps:
            for start in range(0, 600, 60):
                await asyncio.gather(*(cancelled(kps, number) for number in range(start, start + 60)))
            tasks = await asyncio.gather(*(kps.tasks.get(f"t{number}") for number in range(100)))
            assert [task.task_id for task in tasks] == [f"t{number}" for number in range(100)]
            if left := asyncio.all_tasks() - {asyncio.current_task()}:  # tasks that nobody waits for end by themselves
                _, hanging = await asyncio.wait(left, timeout=60)
                assert not hanging
            pool: Any = kps._http.get()._transport._pool  # type: ignore[attr-defined]
            assert pool._requests == []

    asyncio.run(run())


def test_pages_ahead_that_failed_are_no_complaint_of_the_event_loop():
    """Each would be logged as an exception that was never retrieved, in a program that left the list before."""
    complaints = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.params["offset"] != "0":
            return httpx.Response(404)
        rows = [{"task_id": f"t{number}", "server_id": "s", "task_time": "1"} for number in range(10)]
        return httpx.Response(200, json={"tasks": rows, "total": 5000})

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
        place = {"endpoint": "http://kps.test", "project_id": "p", "auth": StaticToken("t")}
        async with (
            AsyncClient(**place, transport=httpx.MockTransport(handler)) as kps,
            aclosing(kps.tasks.list_running(limit=10, concurrency=8).pages()) as pages,
        ):
            assert len(await anext(pages)) == 10
            await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(run())
    gc.collect()
    assert complaints == []


def ask_in_turn(kps: Client, name: str, answers: Any) -> None:
    try:
        answers.put(all(kps.tasks.get(f"{name}{number}").task_id == f"{name}{number}" for number in range(50)))
    except KpsError as error:
        answers.put(repr(error))


needs_fork = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")


@needs_fork
@pytest.mark.parametrize("given", ["nothing", "a transport", "an httpx client"])
def test_a_fork_shares_no_connection(server, given):
    options: dict[str, Any] = {
        "nothing": {},
        "a transport": {"transport": httpx.HTTPTransport()},
        "an httpx client": {"http_client": httpx.Client()},
    }[given]
    fork = multiprocessing.get_context("fork")
    answers: Any = fork.SimpleQueue()
    with ExitStack() as stack:
        for connected in options.values():
            stack.enter_context(connected)
        kps = stack.enter_context(client(server, **options))
        kps.tasks.get("warm")
        with kps._driver.connection.project.lock.held():
            child = fork.Process(target=ask_in_turn, args=(kps, "child", answers))
            child.start()
        assert all(kps.tasks.get(f"parent{number}").task_id == f"parent{number}" for number in range(50))
        answer = answers.get()
        child.join()
    if given == "nothing":
        assert answer is True
    else:
        assert "created before the process was forked" in answer


@needs_fork
def test_a_fork_takes_no_lock_over():
    fork = multiprocessing.get_context("fork")
    lock, answers = CallLock(), fork.SimpleQueue()

    def use() -> None:
        with lock.held():
            answers.put("had it")

    with lock.held():
        child = fork.Process(target=use)
        child.start()
        assert answers.get() == "had it"
        child.join()
    assert RateLimit(1).take(0.0) == 0


def test_httpx_has_the_place_for_guarded_streams():
    """It is not public there; without it, a deadline would only limit each network step."""
    for transport in (
        httpx.HTTPTransport(),
        httpx.HTTPTransport(proxy="http://127.0.0.1:9"),
        httpx.AsyncHTTPTransport(),
    ):
        guard_streams(transport)
        backend = transport._pool._network_backend
        assert isinstance(backend, (httpcore.NetworkBackend, httpcore.AsyncNetworkBackend))
        assert type(backend).__module__ == "kps_tasks._http.streams"
    guard_streams(httpx.MockTransport(lambda request: httpx.Response(200)))
