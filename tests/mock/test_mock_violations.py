"""Violations of the spec are recorded, whatever the response is."""

from __future__ import annotations

import re

import httpx
import pytest

from kps_tasks_mock import MockKps

UNKNOWN = "ListRunningTask has no query parameter 'page'"


@pytest.fixture
def mock():
    return MockKps.from_dict({"projects": {"p": {"tokens": ["t"], "tasks": [{"status": "RUNNING_BIND"}]}}})


def send(mock, target, method="GET", **options):
    options = {"headers": {"X-Auth-Token": "t"}} | options
    with httpx.Client(transport=mock.transport(), base_url="http://kps.test") as client:
        return client.request(method, target, **options)


@pytest.mark.parametrize(
    ("target", "options", "violations", "status"),
    [
        ("running-tasks?limit=1000&offset=100000", {}, [], 200),
        ("failed-tasks?limit=1&offset=0", {"headers": {"Authorization": "SDK-HMAC-SHA256 x"}}, [], 401),
        ("tasks/a%2Fb", {}, [], 400),
        ("running-tasks?limit=1001", {}, ["limit: '1001' is not a whole number from 1 to 1000"], 400),
        ("running-tasks?limit=", {}, ["limit: '' is not a whole number from 1 to 1000"], 400),
        ("running-tasks?offset=-1", {}, ["offset: '-1' is not a whole number from 0 to 100000"], 400),
        ("running-tasks?limit=5&limit=5", {}, ["limit is given 2 times"], 400),
        ("running-tasks?limit=0&page=2", {}, ["limit: '0' is not a whole number from 1 to 1000", UNKNOWN], 400),
        ("tasks/t-1?limit=5", {}, ["ListKeypairTask has no query parameter 'limit'"], 400),
        ("tasks/t-1?task_id=t-1", {}, ["ListKeypairTask has no query parameter 'task_id'"], 400),
        ("running-tasks", {"headers": {}}, ["no credential: neither X-Auth-Token nor a signature"], 401),
        ("running-tasks", {"method": "POST"}, ["ListRunningTask is a GET, not a POST"], 405),
        ("running-tasks", {"content": b"{}"}, ["ListRunningTask takes no body"], 200),
        ("running-tasks/", {}, ["no operation has the path /v3/p/running-tasks/"], 404),
        ("/v3/auth/tokens", {"method": "POST"}, [], 400),
    ],
)
def test_what_is_outside_the_spec_is_noted(mock, target, options, violations, status):
    response = send(mock, target if target.startswith("/") else f"/v3/p/{target}", **options)

    assert response.status_code == status
    (request,) = mock.requests
    assert [*request.violations] == violations
    assert mock.requests_of(valid=not violations) == [request]
    assert ("(not in the spec: " in mock.conversation) == bool(violations)


def test_a_test_can_ask_for_valid_requests_only(mock):
    send(mock, "/v3/p/running-tasks")
    mock.assert_requests_valid()
    send(mock, "/v3/p/running-tasks?limit=0")

    expected = "requests outside the spec:\n    2  GET .*limit=0 -> 400 .*limit: '0' is not a whole number"
    with pytest.raises(AssertionError, match=expected):
        mock.assert_requests_valid()
    (told,) = send(mock, "/_mock/requests?valid=false").json()["requests"]
    assert told["violations"] == ["limit: '0' is not a whole number from 1 to 1000"]
    assert len(send(mock, "/_mock/requests?valid=true").json()["requests"]) == 1
    refused = send(mock, "/_mock/requests?valid=no")
    assert (refused.status_code, "'no' is not known" in refused.json()["error"]) == (400, True)
    mock.clear_requests()
    mock.assert_requests_valid()


def test_the_marker_can_ask_for_it_too(pytester_run):
    outcome = pytester_run(
        """
        import httpx, pytest

        @pytest.mark.kps_mock(requests_valid=True)
        def test_it(kps_mock):
            with httpx.Client(transport=kps_mock.transport()) as client:
                client.get("http://kps.test/v3/tasks")
        """
    )
    assert re.search(r"outside the spec:\s+E? +1  GET /v3/tasks -> 404", outcome)
    assert "1 passed, 1 error" in outcome
