"""What the mock refuses, in whose words, and what it checks first."""

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
    "/v3/{project}/running-tasks/one",
    "/v3/{project}/running_tasks",
    "/v3/{project}/Running-Tasks",
    "/v3/{project}%2Frunning-tasks",
    "/v3//running-tasks",
    "/v2/{project}/running-tasks",
    "/x/v3/{project}/running-tasks",
]
BAD_TOKENS = ["contract-toke", "contract-tokenx", "Contract-Token", "contract token", '"contract-token"', ""]


@pytest.fixture
def mock():
    return MockKps.from_seed("contract")


def assert_gateway_error(answer, status, code, message):
    assert answer.status_code == status
    assert answer.content.endswith(b"}\n")
    assert list(answer.json()) == ["error_msg", "error_code", "request_id"]
    assert answer.json()["error_code"] == code
    assert answer.json()["error_msg"] == message
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def assert_service_error(answer, code, message):
    assert answer.status_code == 400
    assert answer.content == json.dumps({"error_code": code, "error_msg": message}, separators=(",", ":")).encode()


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
@pytest.mark.parametrize("headers", [TOKEN, {}], ids=["token", "no token"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_path(ask, mock, path, headers, method):
    answer = ask(mock, path.format(project=mock.project_id), method, headers)

    assert_gateway_error(
        answer, 404, "APIGW.0101", "The API does not exist or has not been published in the environment"
    )


@pytest.mark.parametrize("path", KNOWN_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_token(ask, mock, path, method):
    answer = ask(mock, f"{path}?limit=bad", method, headers={})

    assert_gateway_error(answer, 401, "APIGW.0301", "Incorrect IAM authentication information: x-auth-token not found")


@pytest.mark.parametrize("path", KNOWN_PATHS)
@pytest.mark.parametrize("token", BAD_TOKENS)
def test_unknown_token(ask, mock, path, token):
    answer = ask(mock, path, headers={"X-Auth-Token": token})

    assert_gateway_error(answer, 401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail")


@pytest.mark.parametrize("path", KNOWN_PATHS)
@pytest.mark.parametrize(
    ("project", "token"),
    [
        (OTHER_PROJECT, "contract-token"),
        ("0123456789abcdef0123456789abcdef", "contract-other-token"),
        ("0123456789ABCDEF0123456789ABCDEF", "contract-token"),
        ("0123456789abcdef0123456789abcde", "contract-token"),
        ("no-such-project", "contract-token"),
    ],
)
def test_token_of_another_project(ask, mock, path, project, token):
    answer = ask(mock, f"/v3/{project}/{path}", headers={"X-Auth-Token": token})

    assert_gateway_error(answer, 403, "APIGW.0302", "The IAM user is not authorized to access the API.")


@pytest.mark.parametrize("path", KNOWN_PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"])
def test_other_methods(mock, path, method):
    # Not through httpx, which writes methods in capitals.
    answer = mock._receive(method, f"/v3/{mock.project_id}/{path}", "", (("x-auth-token", mock.token),))

    assert answer.status == 405
    assert dict(answer.headers)["Allow"] == "GET"
    assert list(json.loads(answer.body)) == ["error_msg", "error_code", "request_id"]


def test_head_has_the_headers_of_a_refusal_and_no_body(ask, mock):
    answer = ask(mock, "running-tasks", "HEAD")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert int(answer.headers["Content-Length"]) > 0
    assert answer.content == b""


@pytest.mark.parametrize("task_id", ["unknown", "%00", "%FF", "..%2Frunning-tasks", "a%2Fb", "%E4%BB%BB%E5%8A%A1", "+"])
def test_unknown_task(ask, mock, task_id):
    assert_service_error(ask(mock, f"tasks/{task_id}"), "KPS.0001", "taskId is illegal")


def test_task_of_another_project(ask, mock):
    listed = ask(mock, f"/v3/{OTHER_PROJECT}/running-tasks", headers={"X-Auth-Token": "contract-other-token"})
    task_id = listed.json()["tasks"][0]["task_id"]

    assert_service_error(ask(mock, f"tasks/{task_id}"), "KPS.0001", "taskId is illegal")


@pytest.mark.parametrize("name", ["failed-tasks", "running-tasks"])
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "offset=100001",
        *(f"{name}={value}" for name in ("limit", "offset") for value in ("-1", "%2B1", "+1", "1+", "", "1.0", "1e2")),
        *(f"{name}={value}" for name in ("limit", "offset") for value in ("0x1", "1_0", "null", "true", "%D9%A1")),
        "limit=" + "9" * 5000,
        "offset=" + "9" * 11,
        "limit",
        "limit=1&limit=1",
        "offset=0&limit=5&offset=0",
        "limit[]=1&limit=a",
    ],
)
def test_bad_numbers(ask, mock, name, query):
    assert_service_error(ask(mock, f"{name}?{query}"), "KPS.0002", "parameter error")


@pytest.mark.parametrize("query", ["", "marker=x", "Limit=0", "LIMIT=a", "limits=0", "limit[]=0", "limit%20=0", "&&="])
def test_unknown_parameters_are_ignored(ask, mock, query):
    answer = ask(mock, f"running-tasks?{query}")

    assert answer.status_code == 200
    assert len(answer.json()["tasks"]) == answer.json()["total"]


def test_parameters_mean_nothing_to_a_single_task(ask, mock):
    task_id = ask(mock, "running-tasks").json()["tasks"][0]["task_id"]

    assert ask(mock, f"tasks/{task_id}?limit=0").status_code == 200


def test_every_answer_has_the_gateways_headers_and_an_id_of_its_own(ask, mock):
    answers = [
        ask(mock, "running-tasks"),
        ask(mock, "running-tasks?limit=0"),
        ask(mock, "running-tasks", headers={}),
        ask(mock, "/"),
    ]

    for answer in answers:
        assert answer.headers["Server"] == "api-gateway"
        assert answer.headers["Content-Type"] == "application/json"
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert ids == [request.request_id for request in mock.requests]


def test_request_ids_are_the_same_each_time(ask):
    first, second = (ask(MockKps.documented(), "running-tasks").headers["X-Request-Id"] for _ in range(2))

    assert first == second
