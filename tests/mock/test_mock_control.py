"""The control plane: what it does over HTTP, who may use it, and that its spec is complete."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.resources import files

import httpx
import pytest
import yaml
from attrs import fields_dict
from openapi_spec_validator import validate

from kps_tasks_mock import Fault, MockKps
from kps_tasks_mock._control import with_control
from kps_tasks_mock._control_access import refusal_of
from kps_tasks_mock._control_operations import ROUTES

DESCRIPTION = yaml.safe_load((files("kps_tasks_mock") / "control.yaml").read_text("utf-8"))


@pytest.fixture
def mock():
    return MockKps.documented()


@pytest.fixture
def control(mock):
    """Return a client of the control plane, and of the mock behind it, in process."""
    headers = {"X-Auth-Token": mock.token}
    with httpx.Client(transport=mock.transport(), base_url="http://kps.test/_mock", headers=headers) as client:
        yield client


def status(control, mock, rest="running-tasks"):
    return control.get(f"http://kps.test/v3/{mock.project_id}/{rest}").status_code


def test_faults_clock_and_requests_over_http(control, mock):
    armed = control.post("/faults", json={"operation": "ListRunningTask", "status": 503, "times": 2}).json()
    assert [status(control, mock) for _ in range(3)] == [503, 503, 200]
    (fault,) = control.get("/faults").json()["faults"]
    assert fault == armed | {"seen": 2, "used": 2}

    assert control.post("/advance", json={"seconds": 3600}).json() == {"clock_seconds": 3600.0}
    asked = control.get("/requests").json()["requests"]
    assert [(one["operation"], one["status"], one["faults"]) for one in asked] == [
        ("ListRunningTask", 503, [1]),
        ("ListRunningTask", 503, [1]),
        ("ListRunningTask", 200, []),
    ]
    assert mock.token not in json.dumps(asked)
    assert len(control.get("/requests", params={"status": 503}).json()["requests"]) == 2
    assert [one["number"] for one in control.get("/requests", params={"limit": 2}).json()["requests"]] == [2, 3]
    control.delete("/requests")
    assert control.get("/requests").json() == {"requests": []}


def test_tasks_come_change_end_and_go(control, mock):
    task = control.post("/tasks", json={"operation": "bind", "task_id": "a/b"}).json()["task_id"]
    assert task == "a/b"
    assert control.patch("/tasks/a%2Fb", json={"server_name": "web"}).status_code == 204
    described = control.get("/tasks").json()["tasks"][-1]
    assert (described["server_name"], described["task_status"]) == ("web", "READY_BIND")
    control.post("/tasks/a%2Fb/finish", json={"outcome": "FAILED", "task_error_msg": "no"})
    assert mock.snapshot()["projects"][mock.project_id]["tasks"][-1]["status"] == "FAILED_BIND"
    control.delete("/tasks/a%2Fb")
    assert control.delete("/tasks/a%2Fb").json() == {"error": "remove_task: the project has no task 'a/b'"}


def test_tasks_are_listed_a_page_at_a_time(control, mock):
    ids = [mock.add_task(status="READY_BIND") for _ in range(5)]
    listed = control.get("/tasks", params={"offset": 2, "limit": 3}).json()["tasks"]
    assert [task["task_id"] for task in listed] == ids[1:4]


def test_each_other_operation_calls_its_method(control, mock):
    control.post("/projects", json={"project_id": "p2", "tokens": ["two"], "tasks": [{"status": "READY_BIND"}]})
    control.post("/tokens", json={"token": "three", "project_id": "p2"})
    control.post("/users", json={"name": "u", "password": "p", "account": "a"})
    failure = control.post("/failures", json={"operate_type": "FAILED_BIND", "project_id": "p2"}).json()["task_id"]
    snapshot = control.get("/snapshot").json()
    assert snapshot["projects"]["p2"]["tokens"] == ["two", "three"]
    assert snapshot["users"][-1]["name"] == "u"
    assert control.delete(f"/failures/{failure}?project_id=p2").status_code == 204
    assert control.patch("/switches", json={"unknown_task": "404"}).json()["unknown_task"] == "404"
    assert status(control, mock, "tasks/none") == 404
    assert control.patch("/clock", json={"seconds_per_read": 5}).status_code == 204
    status(control, mock)
    assert control.get("/health").json()["clock_seconds"] == 5
    control.post("/tokens/revoke", json={"token": mock.token})
    assert status(control, mock) == 401
    control.post("/faults", json={"times": None})
    assert control.delete("/faults/1").status_code == 204
    control.post("/reset")
    assert status(control, mock) == 200
    assert list(control.get("/snapshot").json()["projects"]) == [mock.project_id]
    control.put("/snapshot", json=snapshot)
    assert control.get("/snapshot").json() == snapshot


@pytest.mark.parametrize(("named", "off"), [("ahead_seconds", 3600), ("behind_seconds", -3600)])
def test_the_time_of_day_can_be_wrong(control, mock, named, off):
    status(control, mock)
    assert control.patch("/clock", json={named: 3600}).status_code == 204
    status(control, mock)
    first, second = (request.at for request in mock.requests)
    assert abs(second - first - off) < 600


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "/faults", b"{", 400, "the body is not JSON"),
        ("POST", "/faults", b"[]", 400, "not a JSON object"),
        ("POST", "/faults", b'{"operation": "X"}', 400, "use one of ListKeypairTask"),
        ("POST", "/faults", b'{"opration": "ListRunningTask"}', 400, "did you mean 'operation'?"),
        ("POST", "/advance", b"{}", 400, "needs 'seconds'"),
        ("POST", "/projects", b"{}", 400, "needs 'project_id'"),
        ("POST", "/advance", b'{"seconds": -1}', 400, "body: seconds: is not a number of seconds"),
        ("POST", "/advance", b'{"second": 1}', 400, "did you mean 'seconds'?"),
        ("DELETE", "/faults/7", b"", 400, "no fault has the ID '7'"),
        ("PUT", "/seed", b'{"projects": {}}', 400, "needs 'projects'"),
        ("GET", "/tasks?project_id=no", b"", 400, "no project is called 'no'"),
        ("GET", "/tasks?limit=x", b"", 400, "limit: 'x' is not a whole number"),
        ("GET", "/nothing", b"", 404, "/_mock/openapi.yaml lists what there is"),
        ("GET", "/tasks/a/b/c", b"", 404, "there is no /_mock/tasks/a/b/c"),
        ("POST", "/reset", b'{"tasks": []}', 400, "'tasks' is not a known key"),
        ("GET", "/advance", b"", 405, "takes POST"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(control, mock, method, path, body, status, said):
    before = mock.snapshot()
    response = control.request(method, path, content=body)

    assert response.status_code == status
    assert said in response.json()["error"]
    assert mock.snapshot() == before
    assert mock.faults == []
    assert mock.requests == [], "the control plane is not what is mocked"


def test_paths_that_only_begin_alike_are_the_mocks(control):
    assert control.get("http://kps.test/_mockery").json()["error_code"] == "APIGW.0101"


HERE = {"host": "127.0.0.1:8080"}


@pytest.mark.parametrize(
    ("headers", "peer", "secret", "open_"),
    [
        (HERE, "127.0.0.1", None, True),
        ({"host": "localhost:8080"}, "::1", None, True),
        ({"host": "[::1]:8080"}, "::ffff:127.0.0.1", None, True),
        (HERE | {"origin": "http://127.0.0.1:8080"}, "127.0.0.1", None, True),
        (HERE | {"origin": "http://evil.test"}, "127.0.0.1", None, False),
        (HERE | {"origin": "null"}, "127.0.0.1", None, False),
        (HERE | {"origin": "http://127.0.0.1:9090"}, "127.0.0.1", None, False),
        ({"host": "rebound.test:8080"}, "127.0.0.1", None, False),
        ({"host": "127.0.0.1.evil.test"}, "127.0.0.1", None, False),
        ({}, "127.0.0.1", None, False),
        (HERE, "192.0.2.7", None, False),
        (HERE, "", None, False),
        (HERE | {"x-mock-secret": "s"}, "192.0.2.7", "s", True),
        ({"host": "mock.lan", "x-mock-secret": "s"}, "192.0.2.7", "s", True),
        (HERE | {"x-mock-secret": "t"}, "127.0.0.1", "s", False),
        (HERE | {"x-mock-secret": ""}, "192.0.2.7", None, False),
    ],
)
def test_who_may_steer_it(headers, peer, secret, open_):
    refusal = refusal_of(tuple(headers.items()), peer, secret)
    assert (refusal is None) is open_


def test_refusals_say_why_and_health_is_for_everybody(mock):
    receive = with_control(mock, mock._receive, "s3cret")
    response = receive("POST", "/_mock/reset", "", (("host", "x"),), b"", "192.0.2.7")
    assert response.status == 403
    assert b"send X-Mock-Secret" in response.body
    assert b"s3cret" not in response.body
    assert receive("GET", "/_mock/health", "", (), b"", "192.0.2.7").status == 200


def test_the_description_has_every_route_and_every_value_of_a_fault(control):
    validate(DESCRIPTION)
    described = {path: {method.upper() for method in item} for path, item in DESCRIPTION["paths"].items()}
    assert described == {path: {*methods} for path, methods in ROUTES.items()}
    assert [*DESCRIPTION["components"]["schemas"]["Fault"]["properties"]] == [*fields_dict(Fault)]
    assert yaml.safe_load(control.get("/openapi.yaml").text) == DESCRIPTION


OPERATIONS = [(method, path) for path, item in DESCRIPTION["paths"].items() for method in item]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_the_description_shows_is_taken_and_sent(control, mock, method, path):
    mock.fail("ListFailedTask", 3, 503)
    status(control, mock, "failed-tasks?limit=0")
    ids = {
        "tasks": mock.add_task(operation="bind"),
        "failures": mock.add_failure(operate_type="FAILED_BIND"),
        "faults": 1,
    }
    operation = DESCRIPTION["paths"][path][method]
    body = operation.get("requestBody", {"content": {"application/json": {}}})["content"]["application/json"]
    example = body.get("example", mock.snapshot() if "Seed" in str(body) else {})
    url = path.replace("{id}", str(ids.get(path.split("/")[1])))
    response = control.request(method, url, json=example if "requestBody" in operation else None)

    assert response.is_success, response.text
    described = operation["responses"][str(response.status_code)].get("content", {})
    if "application/json" in described:
        check_keys(response.json(), described["application/json"]["schema"])


def check_keys(value, schema):
    """Check that an object has exactly the keys in its schema; a task or seed may have more."""
    schema = DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "properties" not in schema:
        return
    if len(schema["properties"]) == 1 and isinstance(next(iter(value.values())), list):
        ((name, items),) = schema["properties"].items()
        assert value[name], "there is something to look at"
        for one in value[name]:
            check_keys(one, items["items"])
        return
    may = {*DESCRIPTION["components"]["schemas"]["Fault"]["properties"]} if "used" in schema["properties"] else set()
    assert value.keys() - may == schema["properties"].keys()


PROGRAMS = {
    "curl": [
        "sh",
        "-euc",
        """
        curl -sf "$KPS_ENDPOINT/_mock/faults" -d '{"operation": "ListRunningTask", "status": 503, "times": 2}' >&2
        for _ in 1 2 3; do
          curl -s -o /dev/null -w '%{http_code} ' -H "X-Auth-Token: $KPS_TOKEN" \
            "$KPS_ENDPOINT/v3/$KPS_PROJECT_ID/running-tasks"
        done
        curl -sf "$KPS_ENDPOINT/_mock/advance" -d '{"seconds": 3600}' >&2
        curl -sf "$KPS_ENDPOINT/_mock/requests" | grep -o '"status":[0-9]*' | wc -l
        """,
    ],
    "node": [
        "node",
        "--input-type=module",
        "-e",
        """
        const { KPS_ENDPOINT: url, KPS_PROJECT_ID: project, KPS_TOKEN: token } = process.env;
        const post = (path, body) => fetch(`${url}/_mock/${path}`, { method: "POST", body: JSON.stringify(body) });
        await post("faults", { operation: "ListRunningTask", status: 503, times: 2 });
        const seen = [];
        for (let i = 0; i < 3; i++) {
          const headers = { "X-Auth-Token": token };
          seen.push((await fetch(`${url}/v3/${project}/running-tasks`, { headers })).status);
        }
        await post("advance", { seconds: 3600 });
        const { requests } = await (await fetch(`${url}/_mock/requests`)).json();
        console.log([...seen, requests.length].join(" "));
        """,
    ],
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_other_languages_steer_it(mock, program):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not on the path")
    with mock.serve() as url:
        done = subprocess.run(
            PROGRAMS[program],
            env=os.environ | mock.environment(url),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.stdout.split() == ["503", "503", "200", "3"], done.stderr
    assert mock.clock.monotonic() == 3600
