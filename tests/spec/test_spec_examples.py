"""Each example of the spec fits its schema, and the errors say what the table of error codes says."""

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
ERRORS = [name for name, (status, _, _) in EXAMPLES.items() if status != "200"]

# The page's placeholder is no code, and the service answered once in Chinese; the table is in English.
PLACEHOLDER = "KPS.XXX"
IN_CHINESE = ("KPS.0002", "参数错误")


@pytest.mark.parametrize("name", EXAMPLES)
def test_response_example(name: str) -> None:
    _, schema, example = EXAMPLES[name]
    assert errors(schema, example) == []


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_example(name: str) -> None:
    assert errors(PARAMETERS[name]["schema"], PARAMETERS[name]["example"]) == []


@pytest.mark.parametrize("name", SPEC["components"]["headers"])
def test_header_example(name: str) -> None:
    header = SPEC["components"]["headers"][name]
    assert errors(header["schema"], header["example"]) == []


@pytest.mark.parametrize("name", ERRORS)
def test_error_example_agrees_with_the_table(name: str) -> None:
    """The code is in the table, for the status of the answer; the message begins as there, and may go on."""
    status, _, body = EXAMPLES[name]
    if "error" in body:
        assert str(body["error"]["code"]) == status
        return
    code, message = body["error_code"], body["error_msg"]
    if code == PLACEHOLDER:
        return
    entry = openapi().schemas["KnownErrorCode"]["x-kps-values"][code]
    assert status in map(str, entry["status"])
    assert (code, message) == IN_CHINESE or message.startswith(entry["message"])


def errors(schema: Node, example: object) -> list[str]:
    """What about *example* does not fit *schema*, and where."""
    validator = OAS30Validator(closed(schema), format_checker=oas30_format_checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(example)]


def closed(schema: Node) -> Node:
    """*schema* without $ref and without room for other fields: no field is required, and a misspelt one would pass."""
    schema = {key: value for key, value in openapi().resolve(schema).items() if not key.startswith("x-")}
    if "properties" in schema:
        fields = {name: closed(field) for name, field in schema["properties"].items()}
        schema |= {"properties": fields, "additionalProperties": False}
    if "items" in schema:
        schema["items"] = closed(schema["items"])
    return schema
