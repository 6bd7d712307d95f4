"""What the tests of credentials share: the mock in process, and clients of it in both colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kps_tasks_mock import MockKps

TASK_ID = "aee8d2fe-5484-4753-9177-5a38dc15546c"
USER = ("demo-user", "demo-password", "demo-account")


@pytest.fixture
def mock() -> MockKps:
    return MockKps.documented()


@pytest.fixture
def to_mock(connect: Callable[..., Any], mock: MockKps) -> Callable[..., Any]:
    """Give a function that makes a client of the mock; IAM and metadata are the mock's, too."""

    def make(**options: Any) -> Any:
        return connect(**{"endpoint": "http://kps.test", "transport": mock.transport()} | options)

    return make


def asked(mock: MockKps, path: str) -> int:
    """Return how often the mock was asked for a path."""
    return sum(request.path == path for request in mock.requests)
