"""Shared fixtures for the tests of the mock."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from kps_tasks_mock import MockKps

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Send one request in process, by default in the first project and with its token."""

    def send(mock: MockKps, rest: str, method: str = "GET", headers: dict[str, str] | None = None) -> httpx.Response:
        path = rest if rest.startswith("/") else f"/v3/{mock.project_id}/{rest}"
        if headers is None:
            headers = {"X-Auth-Token": mock.token}
        with httpx.Client(transport=mock.transport(), base_url="http://kps.test", headers=headers) as client:
            return client.request(method, path)

    return send


@pytest.fixture
def pytester_run(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that runs a test file as users do, and returns pytest's output."""

    def run(code: str) -> str:
        (tmp_path / "test_it.py").write_text(textwrap.dedent(code))
        others = [f"-pno:{plugin}" for plugin in ("anyio", "hypothesispytest", "pytest_cov", "schemathesis", "xdist")]
        options = ["-q", "-p", "no:cacheprovider", *others, "--rootdir", str(tmp_path), str(tmp_path)]
        command = [sys.executable, "-m", "pytest", *options]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout

    return run
