"""Environments for the documents' code: with a mock instead of the network, or with one at an address."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from kps_tasks._http import clock
from kps_tasks_mock import MockKps

ROOT = Path(__file__).resolve().parents[2]
TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"  # of the published examples
EXAMPLE = "1f0d5a52-4d38-4f0e-9a53-0b7c8f2b6a11"  # of the guides and the demo seed


def snippets(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@contextmanager
def mock_instead_of_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockKps]:
    """Connect every httpx client without a transport to a mock, and advance its time when the client waits."""
    mock = MockKps.documented()
    for kind in (httpx.Client, httpx.AsyncClient):
        monkeypatch.setattr(kind, "__init__", _to(mock, kind.__init__))
    monkeypatch.setattr(clock, "DEFAULT", mock.clock)
    for name, value in _settings("http://kps.test", mock).items():
        monkeypatch.setenv(name, value)
    log = logging.getLogger("kps_tasks")  # a snippet may configure it
    handlers, level = list(log.handlers), log.level
    try:
        yield mock
    finally:
        log.handlers[:] = handlers
        log.setLevel(level)


def _to(mock: MockKps, real):
    def init(self: httpx.Client | httpx.AsyncClient, **options: object) -> None:
        real(self, **options | {"transport": options.get("transport") or mock.transport()})

    return init


@contextmanager
def served_mock() -> Iterator[tuple[MockKps, dict[str, str]]]:
    """Serve a mock; give it and the environment of a shell whose `kps-tasks` and `python` are those of the tests."""
    mock = MockKps.documented()
    with mock.serve() as url:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        yield mock, os.environ | _settings(url, mock) | {"PATH": path, "PYTHONWARNINGS": "error"}


def _settings(url: str, mock: MockKps) -> dict[str, str]:
    return {
        "KPS_ENDPOINT": url,
        "KPS_IAM_ENDPOINT": url,
        "KPS_PROJECT_ID": mock.project_id,
        "KPS_TOKEN": mock.token,
    }
