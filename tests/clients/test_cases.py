"""The table of cases has every example of the spec, and the Python clients pass it as their recipes say."""

from __future__ import annotations

import json

import pytest

from clients.driver.building import own_files
from clients.driver.cases import CASES, OPERATIONS, SPEC, TABLE, documented, response_schema
from clients.driver.judging import fault
from clients.driver.recipes import CLIENTS, load
from clients.driver.serving import ReceivedRequest, serve
from clients.driver.testing import call, read_results, run
from kps_contract.spec import media

BY_NAME = {case.name: case for case in CASES}
KEYS = {"row", "example", "operation", "status", "body", "text", "content_type", "headers", "expect"}
ARGUMENTS = {"task_id", "limit", "offset"}


def test_every_example_of_the_spec_is_a_case():
    examples = {
        (operation if code == "200" else "", code, name)
        for operation, content in OPERATIONS.items()
        for code, response in content.responses.items()
        for name in media(response)["examples"]
    }
    used = [said["example"].split("/") for said in TABLE["cases"].values() if "example" in said]
    assert {(operation if code == "200" else "", code, name) for operation, code, name in used} == examples


def test_the_table_is_well_formed():
    assert len({case.row for case in CASES}) == len({case.name for case in CASES}) == len(TABLE["cases"])
    for name, said in TABLE["cases"].items():
        assert said.keys() <= KEYS | ARGUMENTS, name
        assert ("example" in said) + ("body" in said) + ("text" in said) == 1, name
        assert BY_NAME[str(name)].expect in ("answer", "error", "refusal")
        assert BY_NAME[str(name)].operation in OPERATIONS
        assert not BY_NAME[str(name)].row.count("|")


def test_a_value_is_compared_by_its_documented_fields():
    schema = response_schema("ListFailedTask")
    row = dict.fromkeys(SPEC.resolve(SPEC.resolve(schema)["properties"]["tasks"]["items"])["properties"])
    assert len(row) == 8
    assert documented({"tasks": None, "more": 1}, schema) == {"total": None, "tasks": []}
    assert documented({"total": 1, "tasks": [{"task_id": "t", "x": 1}]}, schema) == {
        "total": 1,
        "tasks": [row | {"task_id": "t"}],
    }


@pytest.mark.parametrize("name", ["python", "python-wrapper"])
def test_python_passes_but_for_its_gaps(name):
    recipe = load(name)
    assert "conformance.py" in own_files(recipe)
    with serve(CASES) as served:
        calls = "".join(json.dumps(call(case, served.url)) + "\n" for case in CASES)
        results = read_results(run(recipe.conformance, CLIENTS / name, stdin=calls))
        faults = {case.name: fault(case, served.seen[case.name], results.get(case.name)) for case in CASES}
    assert {case for case, what in faults.items() if what} == recipe.gaps.keys()


TASK = BY_NAME["task-documented"]
REFUSED = BY_NAME["401-gateway"]
PAGE = BY_NAME["page"]
DOTS = BY_NAME["id-dots"]
BODY = REFUSED.content.decode()


def seen(case, target=None, tokens=None, method="GET"):
    path = "/".join(case.path) + ("?limit=100&offset=200" if case is PAGE else "")
    return [ReceivedRequest(method=method, target=target or path, tokens=[case.token] if tokens is None else tokens)]


FAULTS = [
    (TASK, seen(TASK), {"value": TASK.value}, None),
    (TASK, seen(TASK), {"value": TASK.value | {"more": 1}}, None),
    (TASK, seen(TASK), {"value": TASK.value | {"task_status": None}}, "wrong value"),
    (TASK, seen(TASK), {"value": None}, "wrong value"),
    (TASK, seen(TASK), {"error": "boom"}, "error: boom"),
    (TASK, seen(TASK), None, "no result"),
    (TASK, [], {"value": TASK.value}, "0 requests instead of one"),
    (TASK, seen(TASK) * 2, {"value": TASK.value}, "2 requests instead of one"),
    (TASK, seen(TASK, tokens=[f"Bearer {TASK.token}"]), {"value": TASK.value}, "the token came as Bearer token-of"),
    (TASK, seen(TASK, tokens=[]), {"value": TASK.value}, "the token came as another header"),
    (TASK, seen(TASK, method="POST"), {"value": TASK.value}, "asked for POST"),
    (TASK, seen(TASK, target="/v3/p/tasks/"), {"value": TASK.value}, "asked for GET /v3/p/tasks/"),
    (PAGE, seen(PAGE), {"value": PAGE.value}, None),
    (PAGE, seen(PAGE, "/".join(PAGE.path) + "?limit=100"), {"value": PAGE.value}, "offset came as nothing"),
    (PAGE, seen(PAGE, "/".join(PAGE.path) + "?limit=5&offset=200"), {"value": PAGE.value}, "limit came as 5"),
    (REFUSED, seen(REFUSED), {"status": 401, "body": BODY}, None),
    (REFUSED, seen(REFUSED), {"status": 400, "body": BODY}, "status lost: 400"),
    (REFUSED, seen(REFUSED), {"error": "odd"}, "status lost: odd"),
    (REFUSED, seen(REFUSED), {"status": 401, "body": None}, "body lost"),
    (REFUSED, seen(REFUSED), {"value": {}}, "taken for a success"),
    (DOTS, [], {"error": "refused"}, None),
    (DOTS, [], {"value": {}}, "taken for a success"),
    (DOTS, seen(DOTS, "/v3/p/tasks/.."), {"error": "x"}, "sent as /v3/p/tasks/.."),
    (BY_NAME["302"], seen(BY_NAME["302"]) * 2, {"value": {}}, "2 requests instead of one"),
    (BY_NAME["200-html"], seen(BY_NAME["200-html"]), {"value": {}}, "taken for a success"),
]


def test_each_fault_is_told_from_the_others():
    for case, requests, result, what in FAULTS:
        found = fault(case, requests, result)
        assert found == what or (what and found and found.startswith(what)), f"{case.name}: {result}"
