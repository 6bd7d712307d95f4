"""What the tests of the mock share."""

from collections.abc import Callable

import httpx
import pytest

from kps_tasks_mock import MockKps

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Send one request in process, below the first project and with its token unless told otherwise."""

    def send(mock: MockKps, rest: str, method: str = "GET", headers: dict[str, str] | None = None) -> httpx.Response:
        path = rest if rest.startswith("/") else f"/v3/{mock.project_id}/{rest}"
        if headers is None:
            headers = {"X-Auth-Token": mock.token}
        with httpx.Client(transport=mock.transport(), base_url="http://kps.test", headers=headers) as client:
            return client.request(method, path)

    return send
