"""Fixtures for pytest, there as soon as the package is installed: a mock, and clients of it for which nobody waits.

```python
def test_a_failure_is_explained(kps_mock, kps_client):
    task_id = kps_mock.add_task(operation="reset", outcome="FAILED", task_error_msg="no route to host")
    with pytest.raises(TaskFailedError, match="no route to host"):
        kps_client.tasks.wait(task_id)
```

Everything is imported when a test needs it, so other tests of a project do not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from ._seed_names import BUILT_IN

if TYPE_CHECKING:
    from kps_tasks import AsyncClient, Client

    from ._mock import MockKps

MARKER = "kps_mock"


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(seed='documented', faults_used=False, requests_valid=False): the initial data of the fixtures' mock "
        "(a name, a file or the data of a seed), and whether, at the end of the test, every armed fault must have been "
        "used up and every request must have been in the spec",
    )


@pytest.fixture
def kps_mock(request: pytest.FixtureRequest) -> Iterator[MockKps]:
    """Give a mock of its own to each test; `@pytest.mark.kps_mock(seed=…)` says what it begins with."""
    marker = request.node.get_closest_marker(MARKER)
    options = {} if marker is None else _options(*marker.args, **marker.kwargs)
    mock = _mock_of(options.get("seed", "documented"))
    yield mock
    if options.get("faults_used"):
        mock.assert_faults_used()
    if options.get("requests_valid"):
        mock.assert_requests_valid()


@pytest.fixture
def kps_client(kps_mock: MockKps) -> Iterator[Client]:
    """Give a client of the mock, in process and on the mock's clock: a wait of minutes ends at once."""
    from kps_tasks import Client, StaticToken

    with Client(
        endpoint="http://kps.test",
        project_id=kps_mock.project_id,
        auth=StaticToken(kps_mock.token),
        transport=kps_mock.transport(),
        clock=kps_mock.clock,
    ) as client:
        yield client


@pytest.fixture
def kps_async_client(kps_mock: MockKps) -> AsyncClient:
    """Give the same for asyncio. There is no connection, so nothing has to be closed."""
    from kps_tasks import AsyncClient, StaticToken

    return AsyncClient(
        endpoint="http://kps.test",
        project_id=kps_mock.project_id,
        auth=StaticToken(kps_mock.token),
        transport=kps_mock.transport(),
        clock=kps_mock.clock,
    )


@pytest.fixture
def kps_env(kps_mock: MockKps, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Serve the mock and set the variables that lead clients to it, for code under test that makes its own.

    Clients that such code makes in this process without a clock are on the mock's. A child process has its own: let
    each read move the time there, with `kps_mock.advance_per_read(5)`.
    """
    from kps_tasks._http import clock

    with kps_mock.serve() as url:
        monkeypatch.setattr(clock, "DEFAULT", kps_mock.clock)
        environment = kps_mock.environment(url)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield environment


def _options(
    seed: object = "documented", *, faults_used: bool = False, requests_valid: bool = False
) -> dict[str, object]:
    """Return the options of the marker; a wrong argument is an error of the test."""
    return {"seed": seed, "faults_used": faults_used, "requests_valid": requests_valid}


def _mock_of(seed: object) -> MockKps:
    from ._mock import MockKps

    if isinstance(seed, Mapping):
        return MockKps.from_dict(seed)
    return MockKps.from_seed(str(seed)) if seed in BUILT_IN else MockKps.from_file(str(seed))
