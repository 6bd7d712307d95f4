"""The table of cases has every example of the spec, and the Python clients pass it as their recipes say."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from attrs import evolve as replace

from clients.driver.building import own_files
from clients.driver.cases import ARGUMENTS, CASES, OPERATIONS, SPEC, TABLE, MovingList, documented, response_schema
from clients.driver.judging import NOT_OFFERED, fault, wrong_tasks
from clients.driver.recipes import CLIENTS, load
from clients.driver.serving import ReceivedRequest, page_of
from clients.driver.testing import helpers, put_through
from kps_contract.spec import media
from kps_tasks._auth import signing

BY_NAME = {case.name: case for case in CASES}
KEYS = {"row", "example", "operation", "status", "body", "text", "content_type", "headers", "expect"}
MORE = {"says", "helper", "do", "first", "faults", "pause", "list"}


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
        assert said.keys() <= KEYS | MORE | {*ARGUMENTS}, name
        assert sum(key in said for key in ("example", "body", "text", "list")) == 1, name
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
    (helper,) = helpers(recipe)
    faults = put_through(recipe, helper=helper, folder=CLIENTS / name)
    found = {case for case, what in faults.items() if what and what != NOT_OFFERED}
    assert found == recipe.gaps.keys()
    assert {case.name for case in CASES if faults[case.name] == NOT_OFFERED} == {
        case.name for case in CASES if case.helper and not helper
    }


TASK = BY_NAME["task-documented"]
REFUSED = BY_NAME["401-gateway"]
PAGE = BY_NAME["page"]
DOTS = BY_NAME["id-dots"]
BODY = REFUSED.answer.content.decode()


SIGN = BY_NAME["sign-security-token"]
AGAIN = BY_NAME["retry-429"]
CUT = BY_NAME["fault-cut"]
LEAVING = BY_NAME["list-leaving"]
SAYS = BY_NAME["error-gateway"]


def seen(case, target=None, tokens=None, method="GET"):
    path = "/".join(case.path) + ("?limit=100&offset=200" if case is PAGE else "")
    return [ReceivedRequest(method=method, target=target or path, tokens=[case.token] if tokens is None else tokens)]


def rows(*numbers):
    return [{"task_id": f"t-{number}"} for number in numbers]


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
    (AGAIN, [replace(seen(AGAIN)[0], at=at) for at in (0, 1.2)], {"value": AGAIN.value}, None),
    (AGAIN, [replace(seen(AGAIN)[0], at=at) for at in (0, 0.9)], {"value": AGAIN.value}, "tried again after 0.90 s"),
    (AGAIN, seen(AGAIN), {"error": "429"}, "1 requests instead of 2"),
    (CUT, seen(CUT) * 2, {"error": "broken off"}, None),
    (CUT, seen(CUT), {"value": {"tasks": []}}, "taken for a success"),
    (CUT, [], {"error": "broken off"}, "0 requests instead of some"),
    (SAYS, seen(SAYS), {"error": "APIGW.0307: The token must be updated. (request-1)"}, None),
    (SAYS, seen(SAYS), {"error": "APIGW.0307: The token must be updated."}, "its text lacks request-1"),
    (LEAVING, seen(LEAVING) * 9, {"value": {"tasks": rows(*range(8, 15))}}, None),
    (LEAVING, seen(LEAVING) * 9, {"value": {"tasks": rows(*range(9, 15))}}, "lost t-8"),
    (LEAVING, seen(LEAVING) * 9, {"value": {"tasks": rows(8, *range(8, 15))}}, "twice t-8"),
    (BY_NAME["302"], seen(BY_NAME["302"]) * 2, {"value": {}}, "2 requests instead of one"),
    (BY_NAME["200-html"], seen(BY_NAME["200-html"]), {"value": {}}, "taken for a success"),
]


def test_each_fault_is_told_from_the_others():
    for case, requests, result, what in FAULTS:
        found = fault(case, requests, result)
        assert found == what or (what and found and found.startswith(what)), f"{case.name}: {result}"


SIGNED = {"host": "h", "x-sdk-date": "now", "x-security-token": "security-token"}


def signed_request(names, secret="secret", tokens=(), **changed):
    """Sign when the test runs, which may be long after it was collected."""
    headers = SIGNED | {"x-sdk-date": datetime.now(UTC).strftime(signing.DATE_FORMAT)} | changed
    path = "/".join(SIGN.path)
    canonical = signing.canonical_request("GET", path, "", {name: headers[name] for name in names})
    signature = signing.signature(secret, headers["x-sdk-date"], canonical)
    headers = headers | {"authorization": signing.authorization(SIGN.token, names, signature)}
    return [ReceivedRequest(method="GET", target=path, tokens=list(tokens), headers=headers)]


@pytest.mark.parametrize(
    ("request_of", "what"),
    [
        (lambda: signed_request([*SIGNED]), None),
        (lambda: signed_request([*SIGNED], tokens=["t"]), "it has a token too"),
        (lambda: signed_request([*SIGNED], secret="another"), "wrong signature"),
        (lambda: signed_request([*SIGNED], **{"x-sdk-date": "20200101T000000Z"}), "wrong signature"),
        (lambda: signed_request([*SIGNED], **{"x-sdk-date": "today"}), "the date is today"),
        (lambda: signed_request(["host", "x-sdk-date"]), "not signed: x-security-token"),
        (lambda: seen(SIGN, tokens=[]), "not signed"),
    ],
)
def test_a_signature_is_made_again_and_compared(request_of, what):
    assert fault(SIGN, request_of(), {"value": SIGN.value}) == what


def test_the_signatures_of_the_vendors_signer_are_compared_as_they_are():
    case = BY_NAME["sign-vectors"]
    assert len(case.value) == len(case.call["requests"]) == 6
    assert fault(case, [], {"value": case.value}) is None
    assert "other signatures" in fault(case, [], {"value": case.value[::-1]})


def test_a_list_moves_before_the_requests_that_it_says():
    moving = MovingList(size=4, leave={2: [1, 3]}, enter={3: 1})
    pages = [json.loads(page_of(moving, number, "/?limit=2&offset=1").content) for number in (1, 2, 3)]
    assert [[task["task_id"] for task in page["tasks"]] for page in pages] == [["t-2", "t-3"], ["t-4"], ["t-2", "t-4"]]
    assert [page["total"] for page in pages] == [4, 2, 3]
    assert moving.stayers == ["t-2", "t-4"]
    page = json.loads(page_of(MovingList(size=4, total_of_page=True), 1, "/?limit=3").content)
    assert page["total"] == 3


def test_a_pager_without_overlap_is_noticed():
    """The case is useful only if the usual pager fails it."""
    for name in ("list-leaving", "list-moving"):
        case, got, offset = BY_NAME[name], [], 0
        for number in range(1, 20):
            page = json.loads(page_of(case.tasks, number, f"/?limit={case.call['limit']}&offset={offset}").content)
            got += [task["task_id"] for task in page["tasks"]]
            offset += case.call["limit"]
        assert wrong_tasks(case, got).startswith("lost "), name
