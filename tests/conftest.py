"""Settings for all tests."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from typing import NoReturn

import pytest
from hypothesis import settings

OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
OF_THE_TESTS = ("KPS_VENDOR_PAGES",)

# The user's own settings must not affect the tests.
for name in list(os.environ):
    mine = name.startswith(("KPS_", "HUAWEICLOUD_", "CLOUD_SDK_", "HW_", "OS_")) and name not in OF_THE_TESTS
    if mine or name.lower().endswith("_proxy") or name in OF_MAKE:
        del os.environ[name]


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


signal.signal(signal.SIGTERM, _end)  # so fixtures end the servers and child processes they started
# A script's background job starts with SIGINT ignored, which the commands under test would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """A thread that keeps running slows all other tests, and nobody sees why."""
    yield
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    for thread in others:
        thread.join(5)  # a thread that anyio has told to end may still be ending
    assert [thread.name for thread in others if thread.is_alive()] == []


# Tests that run something as a whole. If one started last, all other processes would wait for it.
LONG = ("contract", "package", "release", "generated")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.parent.name not in LONG)


# A gate always gives the same result: no random choices and no memory of earlier runs.
settings.register_profile("gate", derandomize=True, database=None, deadline=None)
settings.load_profile("gate")
