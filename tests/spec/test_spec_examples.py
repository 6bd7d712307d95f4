"""Each example in the spec fits its schema, and errors match the table of error codes."""

from __future__ import annotations

import pytest
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from kps_contract.spec import Node, media, openapi

SPEC = openapi().document
OPERATIONS = openapi().operations()

EXAMPLES = {
    f"{operation_id}-{status}-{name}": (status, media(response)["schema"], example["value"])
    for operation_id, operation in OPERATIONS.items()
    for status, response in operation.responses.items()
    for name, example in media(response)["examples"].items()
}
PARAMETERS = {
    f"{operation_id}-{parameter['name']}": parameter
    for operation_id, operation in OPERATIONS.items()
    for parameter in operation.parameters
}
ERRORS = {name: told for name, told in EXAMPLES.items() if told[0] != "200"}

# The page's placeholder is not a code, and the service once responded in Chinese; the table is in English.
PLACEHOLDER = "KPS.XXX"
IN_CHINESE = ("KPS.0002", "参数错误")


def test_response_examples() -> None:
    assert len(EXAMPLES) > 30
    assert [error for name, (_, schema, example) in EXAMPLES.items() for error in errors(name, schema, example)] == []


def test_parameter_and_header_examples() -> None:
    described = PARAMETERS | SPEC["components"]["headers"]
    assert [error for name, node in described.items() for error in errors(name, node["schema"], node["example"])] == []


def test_error_examples_agree_with_the_table() -> None:
    """The code is in the table, for the status of the response; the message begins as in the table, and may go on."""
    known = openapi().schemas["KnownErrorCode"]["x-kps-values"]
    for name, (status, _, body) in ERRORS.items():
        if "error" in body:
            assert str(body["error"]["code"]) == status, name
            continue
        code, message = body["error_code"], body["error_msg"]
        if code == PLACEHOLDER:
            continue
        assert status in map(str, known[code]["status"]), name
        assert (code, message) == IN_CHINESE or message.startswith(known[code]["message"]), name


def errors(name: str, schema: Node, example: object) -> list[str]:
    """How *example* does not fit *schema*, and where."""
    validator = OAS30Validator(closed(schema), format_checker=oas30_format_checker)
    return [f"{name}, {error.json_path}: {error.message}" for error in validator.iter_errors(example)]


@pytest.mark.parametrize("wrong", [{"task_id": 7}, {"task_idd": "t"}])
def test_an_example_that_does_not_fit_is_noticed(wrong: Node) -> None:
    assert errors("example", openapi().schemas["KeypairTask"], wrong)


def closed(schema: Node) -> Node:
    """*schema* without $ref and without other fields: no field is required, so a misspelt one would pass."""
    schema = {key: value for key, value in openapi().resolve(schema).items() if not key.startswith("x-")}
    if "properties" in schema:
        fields = {name: closed(field) for name, field in schema["properties"].items()}
        schema |= {"properties": fields, "additionalProperties": False}
    if "items" in schema:
        schema["items"] = closed(schema["items"])
    return schema
