"""Fixtures for the wrapper's tests.

A test that uses `connect` runs on the sync client. A test that involves a driver or other async code is marked
`both_colours`, and runs on the async client as well. Everything above the drivers is the same code for both, and needs
no second run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from kps_tasks import AsyncClient, Client, StaticToken

PROJECT = "0123456789abcdef0123456789abcdef"
TOKEN = "a-token-for-tests"
Handler = Callable[[httpx.Request], httpx.Response]


class Awaited:
    """An AsyncClient, or part of one, with the interface of its sync twin: calls are awaited, iterators run."""

    def __init__(self, wrapped: Any, portal: BlockingPortal) -> None:
        self._wrapped, self._portal = wrapped, portal

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._wrapped, name)
        if name in ("tasks", "total"):
            return Awaited(value, self._portal) if name == "tasks" else value
        if name in ("get", "wait", "close"):
            return lambda *args, **kwargs: self._portal.call(lambda: value(*args, **kwargs))
        return lambda *args, **kwargs: Awaited(value(*args, **kwargs), self._portal)

    def __repr__(self) -> str:
        return repr(self._wrapped)

    def __iter__(self) -> Iterator[Any]:
        iterator = aiter(self._wrapped)
        while True:
            try:
                item = self._portal.call(anext, iterator)
            except StopAsyncIteration:
                return
            yield item


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_colours: run on the sync and on the async client")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "connect" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_colours"):
        metafunc.parametrize("connect", ["sync", "async"], indirect=True)


@pytest.fixture
def connect(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Return a function that creates a client for a handler, or for a real endpoint."""
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal()) if getattr(request, "param", "") == "async" else None

        def make(handler: Handler | None = None, **options: Any) -> Any:
            options = {"project_id": PROJECT, "auth": StaticToken(TOKEN), "retry": None} | options
            if handler is not None:
                options = {"endpoint": "http://kps.test", "transport": httpx.MockTransport(handler)} | options
            if portal is None:
                return stack.enter_context(Client(**options))
            client = Awaited(AsyncClient(**options), portal)
            stack.callback(client.close)
            return client

        yield make


def answer(
    body: object = None, status: int = 200, request_id: str | None = "the-request-id", **options: Any
) -> Handler:
    """Return a handler that sends the same response to every request: a JSON value, or raw bytes."""
    headers = {"X-Request-Id": request_id} if request_id else {}
    headers |= options.pop("headers", {})
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    return lambda request: httpx.Response(status, headers=headers, **content, **options)


@pytest.fixture
def world(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that creates a mock with tasks, and a client for it on the mock's clock."""
    from .world import World  # here, because it needs the project from above

    return lambda tasks, failures=(): World(connect, tasks, failures)
