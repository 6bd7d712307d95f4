"""Changes to a running mock, the switches for what is unknown, and that a snapshot has all of it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kps_tasks import TaskTimeoutError
from kps_tasks_mock import MockKps, SeedError
from kps_tasks_mock._switches import SWITCHES


@pytest.fixture
def mock():
    return MockKps.from_dict({"projects": {"p": {"tokens": ["t"]}}})


def shown(ask, mock, task_id):
    return ask(mock, f"tasks/{task_id}").json()["task_status"]


def rows(ask, mock, name):
    return ask(mock, name).json()["tasks"]


# --- tasks ---


def test_a_task_ends_when_it_is_told_to(ask, mock):
    first, second = (mock.add_task(operation="replace", running_seconds=60) for _ in range(2))
    mock.finish_task(first)
    mock.fail_task(second, task_error_msg="no route", task_error_code="KPS.0003")

    assert shown(ask, mock, first) == "SUCCESS_REPLACE"
    (failure,) = rows(ask, mock, "failed-tasks")
    assert (failure["task_id"], failure["task_error_msg"], failure["operate_type"]) == (
        second,
        "no route",
        "FAILED_REPLACE",
    )
    assert rows(ask, mock, "running-tasks") == []
    mock.advance(1000)
    assert shown(ask, mock, first) == "SUCCESS_REPLACE"


def test_a_changed_task_keeps_what_was_not_named(ask, mock):
    task = mock.add_task(operation="bind", ready_seconds=10, running_seconds=10, server_name="one")
    before = rows(ask, mock, "running-tasks")[0]
    mock.advance(5)
    mock.change_task(task, server_name="two", outcome="FAILED")

    assert rows(ask, mock, "running-tasks")[0] == before | {"server_name": "two"}
    mock.advance(14.999)
    assert shown(ask, mock, task) == "RUNNING_BIND"
    mock.advance(0.001)
    assert shown(ask, mock, task) == "FAILED_BIND"
    mock.change_task(task, operation="unbind")
    assert shown(ask, mock, task) == "READY_UNBIND"
    mock.change_task(task, status="SUCCESS_BIND")
    assert shown(ask, mock, task) == "SUCCESS_BIND"


def test_a_task_keeps_its_place_and_a_removed_one_leaves_none(ask, mock):
    ids = [mock.add_task(status="RUNNING_BIND") for _ in range(3)]
    mock.change_task(ids[0], server_name="x")
    assert [row["task_id"] for row in rows(ask, mock, "running-tasks")] == ids
    mock.remove_task(ids[1])
    assert [row["task_id"] for row in rows(ask, mock, "running-tasks")] == [ids[0], ids[2]]
    assert ask(mock, f"tasks/{ids[1]}").status_code == 400
    assert mock.add_task(status="RUNNING_BIND") not in ids


def test_failures_projects_tokens_users(ask, mock):
    record = mock.add_failure(operate_type="FAILED_RESET", server_name="old")
    assert rows(ask, mock, "failed-tasks")[0]["server_name"] == "old"
    mock.remove_failure(record)
    assert rows(ask, mock, "failed-tasks") == []

    mock.add_project("q", name="cn-east-3", tokens=["t2"], tasks=[{"status": "READY_BIND"}])
    mock.add_token("t3", project_id="q", permissions=["gettask"])
    assert ask(mock, "/v3/q/running-tasks", headers={"X-Auth-Token": "t2"}).json()["total"] == 1
    assert ask(mock, "/v3/q/running-tasks", headers={"X-Auth-Token": "t3"}).status_code == 403
    assert ask(mock, "/v3/p/running-tasks", headers={"X-Auth-Token": "t2"}).status_code == 403
    mock.add_user(name="u", password="s", account="a")
    assert mock.snapshot()["users"][0]["account"] == "a"


def test_one_user_gets_a_token_scoped_to_each_project(mock):
    import httpx

    mock.add_project("q", name="cn-east-3")
    mock.add_user(name="u", password="s", account="a")
    user = {"name": "u", "password": "s", "domain": {"name": "a"}}
    with httpx.Client(transport=mock.transport(), base_url="http://iam.test") as client:
        for project_id in ("p", "q"):
            identity = {"methods": ["password"], "password": {"user": user}}
            body = {"auth": {"identity": identity, "scope": {"project": {"id": project_id}}}}
            token = client.post("/v3/auth/tokens", json=body).headers["X-Subject-Token"]
            statuses = [
                client.get(f"/v3/{project}/running-tasks", headers={"X-Auth-Token": token}).status_code
                for project in ("p", "q")
            ]
            assert statuses == ([200, 403] if project_id == "p" else [403, 200])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda mock: mock.change_task("none"), "change_task: the project has no task 'none'"),
        (lambda mock: mock.change_task("a", sever_name="x"), "did you mean 'server_name'?"),
        (lambda mock: mock.change_task("a", task_id="b"), "a task keeps its task_id"),
        (lambda mock: mock.change_task("a", status="SUCCESS_BIND", task_error_msg="x"), "the task does not fail"),
        (lambda mock: mock.finish_task("a", "DONE"), "finish_task: outcome: 'DONE' is not known"),
        (lambda mock: mock.finish_task("a", status="SUCCESS_BIND"), "'status' is not a known key"),
        (lambda mock: mock.remove_task("a", project_id="q"), "no project is called 'q'"),
        (lambda mock: mock.remove_failure("a"), "no failure record has the task_id 'a'"),
        (lambda mock: mock.add_failure(operate_typ="x"), "did you mean 'operate_type'?"),
        (lambda mock: mock.add_project("p"), "project 'p' already exists"),
        (lambda mock: mock.add_project("q", tokens=["t"]), "add_project: tokens[0]: is given twice"),
        (lambda mock: mock.add_project("q", tasks=[{"status": "X"}]), "add_project: tasks[0].status: 'X' is not known"),
        (lambda mock: mock.add_user(name="u"), "needs 'password'"),
        (lambda mock: mock.switch(ordr="x"), "switch: 'ordr' is not a known key; did you mean 'order'?"),
        (lambda mock: mock.switch(order="x"), "switch: order: 'x' is not known"),
        (lambda mock: mock.restore({}), "seed: needs 'projects'"),
    ],
)
def test_an_invalid_change_is_refused_and_changes_nothing(mock, change, message):
    mock.add_task(task_id="a", operation="bind")
    before = mock.snapshot()
    with pytest.raises(SeedError, match=re.escape(message)):
        change(mock)
    assert mock.snapshot() == before


# --- what is unknown ---


def test_an_unknown_state_does_not_count_as_finished(kps_mock, kps_client):
    task = kps_mock.add_task(unknown_status="PAUSED_RESET")
    assert not kps_client.tasks.get(task).phase.finished
    with pytest.raises(TaskTimeoutError):
        kps_client.tasks.wait(task, timeout=60)


def test_an_unknown_state_stands_in_the_list_that_is_named(ask, mock):
    listed = mock.add_task(unknown_status="PAUSED_RESET", server_name="x")
    hidden = mock.add_task(unknown_status="GONE", listed="none", operation="bind")
    failed = mock.add_task(unknown_status="BROKEN_BIND", listed="failed", task_error_msg="e")

    assert [row["task_id"] for row in rows(ask, mock, "running-tasks")] == [listed]
    assert [row["task_id"] for row in rows(ask, mock, "failed-tasks")] == [failed]
    assert [shown(ask, mock, task) for task in (listed, hidden)] == ["PAUSED_RESET", "GONE"]
    with pytest.raises(SeedError, match="RUNNING_RESET is known; use 'status'"):
        mock.add_task(unknown_status="RUNNING_RESET")


def test_unknown_fields_are_in_every_row(ask, mock):
    task = mock.add_task(status="RUNNING_BIND", extra={"zone": "az-1", "tags": [1]})
    mock.add_failure(operate_type="FAILED_BIND", extra={"zone": "az-2"})

    assert rows(ask, mock, "running-tasks")[0]["tags"] == [1]
    assert rows(ask, mock, "failed-tasks")[0]["zone"] == "az-2"
    assert ask(mock, f"tasks/{task}").json()["zone"] == "az-1"
    with pytest.raises(SeedError, match=r"extra\.server_id: is a field of the spec"):
        mock.add_task(status="RUNNING_BIND", extra={"server_id": "x"})


def test_switches(ask, mock):
    ids = [mock.add_task(status="RUNNING_BIND") for _ in range(5)]
    page = lambda query: [row["task_id"] for row in rows(ask, mock, f"running-tasks{query}")]  # noqa: E731
    mock.switch(unknown_task="404", order="newest-first", running_type="bare", bad_limit="clamp")

    response = ask(mock, "tasks/none")
    assert (response.status_code, response.json()["error_code"]) == (404, "KPS.0001")
    assert page("") == ids[::-1]
    assert [page(f"?limit=2&offset={offset}") for offset in (0, 2, 4, 6)] == [
        ids[:2:-1],
        ids[2:0:-1],
        ids[:1],
        [],
    ]
    assert {row["operate_type"] for row in rows(ask, mock, "running-tasks")} == {"RUNNING"}
    assert [len(page(f"?limit={limit}")) for limit in (0, 1, 5000)] == [1, 1, 5]
    assert page("?offset=-3") == page("")
    assert ask(mock, "running-tasks?limit=x").status_code == 400
    assert mock.switches["order"] == "newest-first"


def test_newest_first_goes_through_the_records_as_well(ask, mock):
    mock.switch(order="newest-first")
    records = [mock.add_failure(operate_type="FAILED_BIND") for _ in range(3)]
    tasks = [mock.add_task(status="FAILED_BIND") for _ in range(3)]
    whole = [*records, *tasks][::-1]
    for limit in range(1, 8):
        for offset in range(8):
            page = rows(ask, mock, f"failed-tasks?limit={limit}&offset={offset}")
            assert [row["task_id"] for row in page] == whole[offset : offset + limit]


@pytest.mark.parametrize(
    ("language", "header", "message"),
    [
        ("english", None, "parameter error"),
        ("chinese", "en-us", "参数错误"),
        ("header", None, "参数错误"),
        ("header", "zh-cn", "参数错误"),
        ("header", "en-us", "parameter error"),
    ],
)
def test_languages(ask, mock, language, header, message):
    mock.switch(language=language)
    headers = {"X-Auth-Token": "t"} | ({"X-Language": header} if header else {})
    assert ask(mock, "running-tasks?limit=0", headers=headers).json()["error_msg"] == message


def test_a_switch_holds_for_replacements_under_way(ask, mock):
    task = mock.add_task(operation="replace", outcome="FAILED")
    mock.switch(replace_outcomes="documented")
    mock.advance(100)
    assert shown(ask, mock, task) == "FAILED_RESET"


def test_every_switch_has_a_default_and_is_in_the_guide():
    from pathlib import Path

    for language in ("en", "zh"):
        guide = Path(f"docs/guides/{language}/testing.md").read_text("utf-8")
        assert [f"`{name}`" for name in SWITCHES if f"`{name}`" not in guide] == []
        values = [value for values in SWITCHES.values() for value in values]
        assert [value for value in values if value not in guide] == []


# --- reset, snapshot ---


def test_reset_leads_back_to_the_beginning(ask, mock):
    begin = mock.snapshot()
    mock.add_task(operation="bind")
    mock.add_project("q")
    mock.fail(times=None)
    mock.switch(order="newest-first")
    mock.revoke()
    mock.advance(9)
    ask(mock, "running-tasks")
    mock.reset()

    assert mock.snapshot() == begin
    assert (mock.requests, mock.faults) == ([], [])
    assert ask(mock, "running-tasks").json()["total"] == 0
    mock.add_task(operation="bind")
    mock.reset()
    assert ask(mock, "running-tasks").json()["total"] == 0


STEPS = st.lists(
    st.tuples(
        st.just("add"), st.sampled_from(["reset", "replace"]), st.integers(0, 9), st.sampled_from(["SUCCESS", "FAILED"])
    )
    | st.tuples(st.just("advance"), st.integers(0, 9))
    | st.tuples(st.just("finish"), st.sampled_from(["SUCCESS", "FAILED"]))
    | st.tuples(st.just("remove"))
    | st.tuples(st.just("switch"), st.sampled_from(["real", "documented"])),
    max_size=15,
)


@given(STEPS, st.integers(0, 12))
@settings(max_examples=60)
def test_a_snapshot_is_a_seed_that_goes_on_as_the_mock_does(ask, steps, later):
    mock = MockKps.from_seed("demo")
    for step in steps:
        tasks = list(mock._state.projects[mock.project_id].tasks)
        match step:
            case ["add", operation, seconds, outcome]:
                mock.add_task(operation=operation, ready_seconds=seconds, running_seconds=seconds, outcome=outcome)
            case ["advance", seconds]:
                mock.advance(seconds)
            case ["finish", outcome]:
                mock.finish_task(tasks[-1], outcome)
            case ["remove"]:
                mock.remove_task(tasks[0])
            case ["switch", value]:
                mock.switch(replace_outcomes=value)
    twin = MockKps.from_dict(json.loads(json.dumps(mock.snapshot())))
    assert twin.snapshot() == mock.snapshot()
    for one in (mock, twin):
        one.advance(later)
    for rest in ("running-tasks", "failed-tasks", *(f"tasks/{task}" for task in tasks)) if steps else ():
        assert ask(twin, rest).json() == ask(mock, rest).json()


def test_a_snapshot_has_the_identities(ask):
    mock = MockKps.from_dict(
        {
            "projects": {"p": {"tokens": [{"token": "t", "expires_seconds": 60, "permissions": ["gettask"]}, "u"]}},
            "access_keys": [{"access_key": "AK", "secret_key": "SK", "projects": ["p"], "permissions": []}],
            "agencies": [{"name": "a", "account": "b"}],
        }
    )
    mock.revoke("u")
    mock.advance(20)
    twin = MockKps.from_dict(mock.snapshot())
    for token, later, code in (("u", 0, "APIGW.0307"), ("t", 39, "KPS.9003"), ("t", 1, "APIGW.0301")):
        twin.advance(later)
        assert ask(twin, "running-tasks", headers={"X-Auth-Token": token}).json()["error_code"] == code
    assert {key for key, value in twin.snapshot().items() if value} >= {"access_keys", "agencies"}


# --- requests ---


def test_requests_are_found_and_missing_ones_show_the_conversation(ask, mock):
    mock.fail(status=503)
    ask(mock, "running-tasks?limit=5")
    ask(mock, "tasks/one")

    assert [request.task_id for request in mock.requests_of("ListKeypairTask")] == ["one"]
    assert [request.operation for request in mock.requests_of(status=503)] == ["ListRunningTask"]
    mock.assert_requested("ListRunningTask", times=1, project_id="p")
    mock.assert_requested(times=2)
    mock.assert_requested(query="limit=5", times=1)
    assert mock.requests[0].params == {"limit": "5"}
    mock.assert_requested("ListFailedTask", times=0)
    with pytest.raises(AssertionError) as caught:
        mock.assert_requested("ListRunningTask", times=2, status=503)
    assert str(caught.value).splitlines() == [
        "expected 2 requests with operation='ListRunningTask', status=503, received 1 of:",
        "    1  GET /v3/p/running-tasks?limit=5 -> 503 (fault 1)",
        "    2  GET /v3/p/tasks/one -> 400",
    ]
    with pytest.raises(TypeError, match="'operations' is not a filter; did you mean 'operation'"):
        mock.assert_requested(operations="x")
    mock.clear_requests()
    assert mock.requests == []
    with pytest.raises(AssertionError, match="nothing"):
        mock.assert_requested()
