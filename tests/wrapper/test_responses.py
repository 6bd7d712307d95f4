"""Usable responses are returned field by field; nothing that the service sent is lost or refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kps_contract.spec import openapi
from kps_tasks import Client, FailedTask, InvalidResponseError, Operation, Phase, RunningTask, StaticToken, Task

from .conftest import PROJECT, TOKEN, answer

SPEC = openapi().document


def example(path: str, name: str = "documented") -> Any:
    content = SPEC["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return content["examples"][name]["value"]


TASK = example("/v3/{project_id}/tasks/{task_id}")
RUNNING = example("/v3/{project_id}/running-tasks")
FAILED = example("/v3/{project_id}/failed-tasks")


@pytest.mark.both_colours
def test_the_documented_task(connect):
    task = connect(answer(TASK)).tasks.get(TASK["task_id"])
    assert type(task) is Task
    assert {name: getattr(task, name) for name in TASK} == TASK
    assert (task.phase, task.operation) == (Phase.RUNNING, Operation.RESET)


@pytest.mark.both_colours
@pytest.mark.parametrize(
    ("method", "kind", "body"), [("list_running", RunningTask, RUNNING), ("list_failed", FailedTask, FAILED)]
)
def test_the_documented_lists(connect, method, kind, body):
    pager = getattr(connect(answer(body)).tasks, method)()
    (task,) = pager
    assert type(task) is kind
    assert {name: getattr(task, name) for name in body["tasks"][0]} == body["tasks"][0]
    assert pager.total == body["total"]
    assert task.phase == (Phase.FAILED if kind is FailedTask else Phase.RUNNING)
    assert task.operation == Operation.RESET
    assert task.task_datetime.isoformat() == "2018-04-10T06:35:30+00:00"


@pytest.mark.both_colours
def test_what_is_sent(connect):
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(
            200, json={"task_status": "READY_BIND"} if "/tasks/" in request.url.path else RUNNING | {"total": 4}
        )

    tasks = connect(handler).tasks
    tasks.get("a/b ü?#%2e")
    list(tasks.list_running(limit=7, offset=3))
    assert [request.method for request in seen] == ["GET", "GET"]
    assert seen[0].url.raw_path == f"/v3/{PROJECT}/tasks/a%2Fb%20%C3%BC%3F%23%252e".encode()
    assert seen[1].url.path == f"/v3/{PROJECT}/running-tasks"
    assert dict(seen[1].url.params) == {"limit": "7", "offset": "3"}
    for request in seen:
        assert request.headers["X-Auth-Token"] == TOKEN
        assert "Authorization" not in request.headers
        assert request.headers["User-Agent"].startswith("kps-tasks/")


@given(
    task_id=st.text(min_size=1).filter(lambda text: text.isprintable() and text.strip() and text not in (".", "..")),
    endpoint=st.sampled_from(["https://kps.test", "http://[::1]:8080/", "http://bücher.test/a%20b/ü"]),
)
def test_the_url_is_the_one_that_httpx_parses(task_id, endpoint):
    """The client puts it together from parsed parts."""
    seen: list[httpx.URL] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(200, json={"task_status": "READY_BIND"})

    with Client(
        endpoint=endpoint, project_id="p", auth=StaticToken(TOKEN), transport=httpx.MockTransport(handler)
    ) as kps:
        kps.tasks.get(task_id)
    (url,) = seen
    assert url == httpx.URL(f"{endpoint.rstrip('/')}/v3/p/tasks/{quote(task_id, safe='')}")
    assert url.raw_path == httpx.URL(str(url)).raw_path


@pytest.mark.both_colours
def test_nothing_is_asked_before_the_list_is_iterated_over(connect):
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=RUNNING)

    pager = connect(handler).tasks.list_running()
    assert not asked
    assert pager.total is None
    assert len(list(pager)) == len(list(pager)) == 1
    assert len(asked) == 2, "each iteration reads the list anew"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"task_status": "PAUSED_RESET"}, {"task_status": "PAUSED_RESET", "phase": Phase.UNKNOWN}),
        ({"task_status": None}, {"task_status": None, "phase": Phase.UNKNOWN}),
        ({"task_id": "t"}, {"task_id": "t", "task_status": None, "server_id": None, "operation": Operation.UNKNOWN}),
        ({"task_status": "RUNNING_FORMAT"}, {"phase": Phase.RUNNING, "operation": Operation.UNKNOWN}),
        ({"task_status": "RUNNING"}, {"phase": Phase.RUNNING, "operation": Operation.UNKNOWN}),
        ({"task_status": 7}, {"task_status": "7", "phase": Phase.UNKNOWN}),
        ({"task_id": "t", "progress": {"percent": 3}}, {"task_id": "t", "extra": {"progress": {"percent": 3}}}),
        ({"task_status": "SUCCESS_RESET", "server_id": ""}, {"phase": Phase.SUCCEEDED, "server_id": ""}),
    ],
)
def test_a_task_is_taken_as_it_comes(connect, sent, expected):
    task = connect(answer(sent)).tasks.get("t")
    assert {name: getattr(task, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"operate_type": "MELTING"}, {"operate_type": "MELTING", "phase": Phase.FAILED}),
        ({"task_error_code": None, "task_error_msg": None}, {"task_error_code": None, "task_error_msg": None}),
        ({"task_time": 1523342130000}, {"task_time": "1523342130000"}),
        ({"task_time": "yesterday"}, {"task_time": "yesterday", "task_datetime": None}),
        ({"task_time": "9" * 30}, {"task_time": "9" * 30, "task_datetime": None}),
        ({"task_time": ""}, {"task_time": "", "task_datetime": None}),
        ({}, {"task_id": None, "server_name": None, "operation": Operation.UNKNOWN}),
        ({"region": "cn-north-4"}, {"extra": {"region": "cn-north-4"}}),
    ],
)
def test_a_row_is_taken_as_it_comes(connect, sent, expected):
    (task,) = connect(answer({"total": 1, "tasks": [sent]})).tasks.list_failed()
    assert {name: getattr(task, name) for name in expected} == expected


def test_a_list_without_tasks_is_empty(connect):
    for body in ({"total": 0, "tasks": None}, {"tasks": None}, {"total": 0}, {"total": 0, "tasks": []}, {"tasks": []}):
        assert list(connect(answer(body)).tasks.list_running()) == [], body


@pytest.mark.parametrize("total", ["1", "many", True, -1, []])
def test_a_total_of_another_type_costs_no_task(connect, total):
    (task,) = connect(answer({"total": total, "tasks": RUNNING["tasks"]})).tasks.list_running()
    assert task.task_id == RUNNING["tasks"][0]["task_id"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "no field tasks"),
        ({"total": 3}, "no field tasks"),
        ({"total": 3, "tasks": None}, "total is 3"),
        ({"total": 3, "tasks": []}, "total is 3"),
        ({"tasks": {"task_id": "t"}}, "tasks is not a list"),
        ({"tasks": [RUNNING["tasks"][0], None]}, r"tasks\[1\] is not an object"),
        ({"total": 5, "tasks": RUNNING["tasks"]}, "nothing new; total is 5"),
        ([], "a list, not a JSON object"),
        (b"null", "null, not a JSON object"),
    ],
)
def test_a_page_that_cannot_be_used_is_an_error(connect, body, why):
    with pytest.raises(InvalidResponseError, match=why) as caught:
        list(connect(answer(body)).tasks.list_running())
    assert (caught.value.status_code, caught.value.request_id) == (200, "the-request-id")


def test_an_empty_task_is_an_error(connect):
    with pytest.raises(InvalidResponseError, match="none of the fields task_id, task_status, server_id"):
        connect(answer({"error": "no"})).tasks.get("t")
