"""What the mock refuses, the form of the refusal, and the order of its checks."""

import json
import re

import pytest

from kps_tasks_mock import MockKps

OTHER_PROJECT = "fedcba9876543210fedcba9876543210"
TOKEN = {"X-Auth-Token": "contract-token"}
KNOWN_PATHS = ["tasks/unknown", "failed-tasks", "running-tasks"]
UNKNOWN_PATHS = [
    "/",
    "/v3",
    "/v3/{project}",
    "/v3/{project}/tasks",
    "/v3/{project}/tasks/",
    "/v3/{project}/tasks/one/two",
    "/v3/{project}/running-tasks/",
    "/v3/{project}/Running-Tasks",
    "/v3/{project}%2Frunning-tasks",
    "/v3//running-tasks",
    "/v2/{project}/running-tasks",
    "/x/v3/{project}/running-tasks",
]
BAD_TOKENS = ["contract-toke", "contract-tokenx", "Contract-Token", ""]


@pytest.fixture
def mock():
    return MockKps.from_seed("contract")


def assert_gateway_error(response, status, code, message):
    assert response.status_code == status
    assert response.content.endswith(b"}\n")
    assert list(response.json()) == ["error_msg", "error_code", "request_id"]
    assert response.json()["error_code"] == code
    assert response.json()["error_msg"] == message
    assert response.json()["request_id"] == response.headers["X-Request-Id"]


def assert_service_error(response, code, message):
    assert response.status_code == 400
    assert response.content == json.dumps({"error_code": code, "error_msg": message}, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [*((path, "GET", TOKEN) for path in UNKNOWN_PATHS), ("/v3", "GET", {}), ("/v3", "POST", {})],
)
def test_unknown_path(ask, mock, path, method, headers):
    response = ask(mock, path.format(project=mock.project_id), method, headers)

    assert_gateway_error(
        response, 404, "APIGW.0101", "The API does not exist or has not been published in the environment"
    )


@pytest.mark.parametrize("path", KNOWN_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_token(ask, mock, path, method):
    response = ask(mock, f"{path}?limit=bad", method, headers={})

    assert_gateway_error(
        response, 401, "APIGW.0301", "Incorrect IAM authentication information: x-auth-token not found"
    )


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_unknown_token(ask, mock, token):
    response = ask(mock, "running-tasks", headers={"X-Auth-Token": token})

    assert_gateway_error(response, 401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail")


@pytest.mark.parametrize(
    ("project", "token"),
    [
        (OTHER_PROJECT, "contract-token"),
        ("0123456789abcdef0123456789abcdef", "contract-other-token"),
        ("0123456789ABCDEF0123456789ABCDEF", "contract-token"),
        ("no-such-project", "contract-token"),
    ],
)
def test_token_of_another_project(ask, mock, project, token):
    response = ask(mock, f"/v3/{project}/running-tasks", headers={"X-Auth-Token": token})

    assert_gateway_error(response, 403, "APIGW.0302", "The IAM user is not authorized to access the API.")


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_other_methods(ask, mock, method):
    response = ask(mock, "running-tasks", method)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET"
    assert list(response.json()) == ["error_msg", "error_code", "request_id"]


def test_head_has_the_headers_of_a_refusal_and_no_body(ask, mock):
    response = ask(mock, "running-tasks", "HEAD")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET"
    assert int(response.headers["Content-Length"]) > 0
    assert response.content == b""


@pytest.mark.parametrize("task_id", ["unknown", "%00", "%FF", "..%2Frunning-tasks"])
def test_unknown_task(ask, mock, task_id):
    assert_service_error(ask(mock, f"tasks/{task_id}"), "KPS.0001", "taskId is illegal")


def test_task_of_another_project(ask, mock):
    listed = ask(mock, f"/v3/{OTHER_PROJECT}/running-tasks", headers={"X-Auth-Token": "contract-other-token"})
    task_id = listed.json()["tasks"][0]["task_id"]

    assert_service_error(ask(mock, f"tasks/{task_id}"), "KPS.0001", "taskId is illegal")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "offset=-1",
        "offset=100001",
        *(f"limit={value}" for value in ("-1", "%2B1", "1+", "", "1.0", "1_0", "null", "%D9%A1", "9" * 5000)),
        "limit",
        "limit=1&limit=1",
        "offset=0&limit=5&offset=0",
        "limit[]=1&limit=a",
    ],
)
def test_bad_numbers(ask, mock, query):
    assert_service_error(ask(mock, f"failed-tasks?{query}"), "KPS.0002", "parameter error")


@pytest.mark.parametrize("query", ["marker=x", "Limit=0", "limit[]=0", "limit%20=0", "&&="])
def test_unknown_parameters_are_ignored(ask, mock, query):
    response = ask(mock, f"running-tasks?{query}")

    assert response.status_code == 200
    assert len(response.json()["tasks"]) == response.json()["total"]


def test_parameters_mean_nothing_to_a_single_task(ask, mock):
    task_id = ask(mock, "running-tasks").json()["tasks"][0]["task_id"]

    assert ask(mock, f"tasks/{task_id}?limit=0").status_code == 200


def test_every_response_has_the_gateways_headers_and_an_id_of_its_own(ask, mock):
    responses = [
        ask(mock, "running-tasks"),
        ask(mock, "running-tasks?limit=0"),
        ask(mock, "running-tasks", headers={}),
        ask(mock, "/"),
    ]

    for response in responses:
        assert response.headers["Server"] == "api-gateway"
        assert response.headers["Content-Type"] == "application/json"
        assert re.fullmatch("[0-9a-f]{32}", response.headers["X-Request-Id"])
    ids = [response.headers["X-Request-Id"] for response in responses]
    assert len(set(ids)) == len(ids)
    assert ids == [request.request_id for request in mock.requests]


def test_request_ids_are_the_same_each_time(ask):
    first, second = (ask(MockKps.documented(), "running-tasks").headers["X-Request-Id"] for _ in range(2))

    assert first == second
