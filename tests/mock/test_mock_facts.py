"""The mock responds as openapi.yaml says, and a field added there needs no other change."""

import json
import re
from typing import Any

import pytest

from kps_contract.mocks import target_of
from kps_contract.spec import openapi
from kps_tasks_client import facts
from kps_tasks_mock import MockKps, SeedError

SPEC = openapi().document
PATHS = SPEC["paths"]
RESPONSES = SPEC["components"]["responses"]
LISTS = {"failed-tasks": "FailedTask", "running-tasks": "RunningTask"}
DOCUMENTED_TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"


def example(path: str, name: str = "documented") -> Any:
    response = PATHS[path]["get"]["responses"]["200"]
    return response["content"]["application/json"]["examples"][name]["value"]


@pytest.mark.parametrize("path", PATHS)
def test_documented_responses_are_the_documented_examples(ask, path):
    mock = MockKps.documented()
    response = ask(mock, path.format(project_id=mock.project_id, task_id=DOCUMENTED_TASK))

    assert response.status_code == 200
    assert json.dumps(response.json()) == json.dumps(example(path))


@pytest.mark.parametrize("name", LISTS)
def test_a_page_past_the_end_is_the_empty_example_but_for_the_total(ask, name):
    response = ask(MockKps.documented(), f"{name}?offset=1")

    assert response.json() == {**example(f"/v3/{{project_id}}/{name}", "empty"), "total": 1}


@pytest.mark.parametrize(
    ("rest", "kind", "name"),
    [
        ("/v3/nowhere", "NotFound", "gateway"),
        ("tasks/unknown", "BadRequest", "illegalTaskId"),
        ("/v3/another-project/running-tasks", "Forbidden", "gateway"),
    ],
)
def test_errors_look_like_the_examples(ask, rest, kind, name):
    expected = RESPONSES[kind]["content"]["application/json"]["examples"][name]["value"]
    error = ask(MockKps.documented(), rest).json()

    assert list(error) == list(expected)
    assert {**error, "request_id": None} == {**expected, "request_id": None}


def test_contract_seed_shows_every_known_status(ask):
    mock = MockKps.from_seed("contract")
    shown = {ask(mock, f"tasks/{task_id}").json()["task_status"] for task_id in target_of(mock).task_ids}

    assert shown == set(openapi().schemas["KnownTaskStatus"]["enum"])


NEW_FIELDS = {
    "zone": "string",
    "class": "integer",
    "load": "number",
    "locked": "boolean",
    "tags": "array",
    "of": "object",
}
SEEDED = {"zone": "北-1", "class": 2, "load": 0.5, "locked": True, "tags": [{"a": None}], "of": {"b": [1]}}
MADE_UP = {"zone": "zone-001", "class": 1, "load": 1, "locked": False, "tags": [], "of": {}}


@pytest.fixture
def extended(monkeypatch):
    """Add a field in the middle of both rows, and at the end of the single task, as `make generate` would."""
    for schema, types in list(facts.FIELD_TYPES.items()):
        if schema in (*LISTS.values(), "KeypairTask"):
            first, *others = types.items()
            new = {**dict([first]), **NEW_FIELDS, **dict(others)}
            monkeypatch.setitem(facts.FIELD_TYPES, schema, new)


@pytest.mark.usefixtures("extended")
@pytest.mark.parametrize(("given", "shown"), [({}, MADE_UP), (SEEDED, SEEDED), (dict.fromkeys(NEW_FIELDS),) * 2])
def test_a_new_field_is_a_key_of_seeds_and_in_every_response(ask, given, shown):
    members = {"tasks": [{"status": "RUNNING_BIND", **given}], "failures": [{"operate_type": "FAILED_BIND", **given}]}
    mock = MockKps.from_dict({"projects": {"p": {"tokens": ["t"], **members}}})
    rows = {schema: ask(mock, name).json()["tasks"][0] for name, schema in LISTS.items()}
    rows["KeypairTask"] = ask(mock, f"tasks/{rows['RunningTask']['task_id']}").json()

    for schema, row in rows.items():
        assert list(row) == list(facts.FIELD_TYPES[schema])
        assert row.items() >= shown.items()
    mock.add_task(status="FAILED_BIND", **SEEDED)
    assert ask(mock, "failed-tasks").json()["tasks"][1].items() >= SEEDED.items()


@pytest.mark.usefixtures("extended")
@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("zone", 5, "5 is not a string; put it in quotes"),
        ("class", "2", "'2' is not a whole number"),
        ("class", True, "True is not a whole number"),
        ("load", float("nan"), "is not JSON: Out of range"),
        ("locked", 0, "0 is not true or false"),
        ("tags", {}, "{} is not a list"),
        ("of", [], "[] is not a mapping"),
        ("of", {"a": object}, "is not JSON: Object of type type"),
    ],
)
def test_a_new_field_has_the_type_of_the_spec(name, value, problem):
    for kind, needed in (("tasks", {"operation": "bind"}), ("failures", {"operate_type": "FAILED_BIND"})):
        with pytest.raises(SeedError, match=re.escape(f"seed: projects.p.{kind}[0].{name}: {problem}")):
            MockKps.from_dict({"projects": {"p": {kind: [{**needed, name: value}]}}})


@pytest.mark.parametrize(
    ("schema", "status", "problem"),
    [
        ("RunningTask", "FAILED_BIND", "is for the running list"),
        ("FailedTask", "RUNNING_BIND", "the task does not fail"),
    ],
)
def test_a_field_of_a_list_is_for_tasks_that_stand_in_it(monkeypatch, schema, status, problem):
    monkeypatch.setitem(facts.FIELD_TYPES, schema, {**facts.FIELD_TYPES[schema], "zone": "string"})

    with pytest.raises(SeedError, match=f"zone: {problem}"):
        MockKps.documented().add_task(status=status, zone="a")
