"""Shared fixtures for the tests of credentials: the mock in process, and sync and async clients for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kps_tasks_mock import MockKps

TASK_ID = "aee8d2fe-5484-4753-9177-5a38dc15546c"
USER = ("demo-user", "demo-password", "demo-account")


@pytest.fixture
def mock() -> MockKps:
    return MockKps.documented()


@pytest.fixture
def to_mock(connect: Callable[..., Any], mock: MockKps) -> Callable[..., Any]:
    """Return a function that creates a client of the mock; IAM and metadata are the mock's, too."""

    def make(**options: Any) -> Any:
        return connect(**{"endpoint": "http://kps.test", "transport": mock.transport()} | options)

    return make


class Slow(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Delay every response until all callers have had time to send a request."""

    def __init__(self, mock: MockKps) -> None:
        self.inner = mock.transport()
        self.started = threading.Barrier(20)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(50):
            time.sleep(0)  # another thread's turn
        return self.inner.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(50):
            await asyncio.sleep(0)
        return await self.inner.handle_async_request(request)


def asked(mock: MockKps, path: str) -> int:
    """Return how many requests the mock received for a path."""
    return sum(request.path == path for request in mock.requests)
