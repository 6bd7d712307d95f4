"""The mock says what openapi.yaml says; nothing stated there may be stated differently here."""

import json
from typing import Any

import pytest

from kps_contract.spec import openapi
from kps_tasks_mock import MockKps, _answers, _handler, _state

SPEC = openapi().document
PATHS = SPEC["paths"]
SCHEMAS = openapi().schemas
PARAMETERS = SPEC["components"]["parameters"]
RESPONSES = SPEC["components"]["responses"]
LISTS = {"failed-tasks": "FailedTask", "running-tasks": "RunningTask"}
DOCUMENTED_TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"


def example(path: str, name: str = "documented") -> Any:
    response = PATHS[path]["get"]["responses"]["200"]
    return response["content"]["application/json"]["examples"][name]["value"]


@pytest.mark.parametrize("code", _answers.ERRORS)
def test_errors_have_the_status_and_message_of_their_code(code):
    status, message = _answers.ERRORS[code]
    fact = SCHEMAS["KnownErrorCode"]["x-kps-values"][code]

    assert status in fact["status"]
    assert message == fact["message"]


@pytest.mark.parametrize(
    ("parameter", "allowed"), [("Limit", _handler.LIMITS), ("Offset", _handler.OFFSETS)], ids=["limit", "offset"]
)
def test_ranges(parameter, allowed):
    schema = PARAMETERS[parameter]["schema"]

    assert (allowed[0], allowed[-1]) == (schema["minimum"], schema["maximum"])


def test_default_limit():
    assert PARAMETERS["Limit"]["x-kps-documented-default"] == _handler.DEFAULT_LIMIT


def test_statuses_are_the_known_ones():
    assert sorted(_state.STATUSES) == sorted(SCHEMAS["KnownTaskStatus"]["enum"])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("seed", ["documented", "demo", "contract"])
def test_rows_have_the_fields_of_the_schema_in_order_and_known_types(ask, seed, name):
    rows = ask(MockKps.from_seed(seed), name).json()["tasks"]

    assert rows
    for row in rows:
        assert list(row) == list(SCHEMAS[LISTS[name]]["properties"])
        assert row["operate_type"] in SCHEMAS["KnownOperateType"]["enum"]


@pytest.mark.parametrize("path", PATHS)
def test_documented_answers_are_the_documented_examples(ask, path):
    mock = MockKps.documented()
    answer = ask(mock, path.format(project_id=mock.project_id, task_id=DOCUMENTED_TASK))

    assert answer.status_code == 200
    assert json.dumps(answer.json()) == json.dumps(example(path))


@pytest.mark.parametrize("name", LISTS)
def test_a_page_past_the_end_is_the_empty_example_but_for_the_total(ask, name):
    answer = ask(MockKps.documented(), f"{name}?offset=1")

    assert answer.json() == {**example(f"/v3/{{project_id}}/{name}", "empty"), "total": 1}


@pytest.mark.parametrize(
    ("rest", "response", "name"),
    [
        ("/v3/nowhere", "NotFound", "gateway"),
        ("tasks/unknown", "BadRequest", "illegalTaskId"),
        ("/v3/another-project/running-tasks", "Forbidden", "gateway"),
    ],
)
def test_errors_look_like_the_examples(ask, rest, response, name):
    expected = RESPONSES[response]["content"]["application/json"]["examples"][name]["value"]
    answer = ask(MockKps.documented(), rest).json()

    assert list(answer) == list(expected)
    assert {**answer, "request_id": None} == {**expected, "request_id": None}


def test_contract_seed_shows_every_known_status(ask):
    mock = MockKps.from_seed("contract")
    tasks = mock._state.projects[mock.project_id].tasks.values()
    shown = {ask(mock, f"tasks/{task.task_id}").json()["task_status"]: task.operation for task in tasks}

    facts = SCHEMAS["KnownTaskStatus"]["x-kps-values"]
    assert shown.keys() == facts.keys()
    for status, operation in shown.items():
        assert operation in facts[status]["operation"].split("-or-")
