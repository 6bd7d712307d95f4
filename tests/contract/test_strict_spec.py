"""The overlays that make the spec strict: they fit it, and the result is a valid spec whose own examples pass."""

from __future__ import annotations

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from kps_contract.description import LISTS, SHOW, Kind, strict
from kps_contract.reading import Reader
from kps_contract.relations.response import Broken, Response
from kps_contract.spec import media

KINDS = list(Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_action_fits_and_the_result_is_valid(kind):
    assert [error.message for error in OpenAPIV30SpecValidator(strict(kind).document).iter_errors()] == []


def examples(kind):
    for operation, content in strict(kind).operations().items():
        for status, response in content.responses.items():
            for name, example in media(response)["examples"].items():
                yield f"{operation}-{status}-{name}", operation, int(status), example["value"]


def answer(operation, status, body, **headers):
    good = {"content-type": "application/json", "x-request-id": "0" * 32}
    sent = {name: value for name, value in (good | headers).items() if value is not None}
    return Response(operation, "p", "t", 1000, 0, status, sent, body)


def test_examples_pass_the_strict_reading():
    refused = {}
    for name, operation, status, body in examples(Kind.MOCK):
        try:
            Reader(Kind.MOCK).check(answer(operation, status, body))
        except Broken as broken:
            refused[name] = str(broken)
    assert refused == {}


ROW = {
    "task_id": "t",
    "operate_type": "RUNNING_RESET",
    "task_time": "1523342130000",
    "server_name": "Test",
    "server_id": "s",
    "keypair_name": "k",
}


def page(**changes):
    row = {name: value for name, value in (ROW | changes).items() if value is not ...}
    return {"total": 1, "tasks": [row]}


REFUSED = [
    (page(task_id=...), True),
    (page(task_id=""), True),
    (page(server_name=7), True),
    ({"total": -1, "tasks": []}, True),
    ({"total": 1.5, "tasks": []}, True),
    ({"total": 0}, True),
    ([], True),
    (page(more=1), False),
    (page(operate_type="WEIRD"), False),
    (page(task_time="1523342130"), False),
    (page(keypair_name="a b"), False),
    (page(server_id=""), False),
]


def refuses(kind, answered, **allowed):
    try:
        Reader(kind, **allowed).check(answered)
    except Broken as broken:
        return str(broken)
    return ""


def test_what_the_strict_reading_refuses():
    """And what it allows the real service to do, because clients tolerate it."""
    for body, also_live in REFUSED:
        assert refuses(Kind.STAND_IN, answer(LISTS[0], 200, body)), body
        assert bool(refuses(Kind.LIVE, answer(LISTS[0], 200, body))) == also_live, body


def test_new_fields_name_the_switch_that_allows_them():
    new, wrong = answer(LISTS[0], 200, page(more=1)), answer(LISTS[0], 200, page(more=1, server_id=""))
    assert "--allow new-fields" in refuses(Kind.STAND_IN, new)
    assert refuses(Kind.STAND_IN, new, new_fields=True) == ""
    assert "server_id" in refuses(Kind.STAND_IN, wrong, new_fields=True)


def test_headers_and_statuses_are_read_too():
    assert not refuses(Kind.LIVE, answer(LISTS[0], 200, page()))
    assert refuses(Kind.LIVE, answer(LISTS[0], 302, page()))
    for headers in ({"x-request-id": None}, {"content-type": "text/html"}, {"content-type": None}):
        assert refuses(Kind.LIVE, answer(LISTS[0], 200, page(), **headers)), headers
    with pytest.raises(Broken, match="anyOf"):
        Reader(Kind.LIVE).check(answer(SHOW, 400, {}))
