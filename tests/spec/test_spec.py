"""The spec itself: valid OpenAPI, the structure that its clients rely on, and the rules for its text."""

from __future__ import annotations

from collections.abc import Iterator

from openapi_spec_validator import OpenAPIV30SpecValidator

from kps_contract.spec import Node, media, openapi, spec_file

SPEC = openapi().document
SCHEMAS = openapi().schemas

LINE_LENGTH = 120
STATUSES = ["200", "400", "401", "403", "404", "429"]
OPERATIONS = openapi().operations()
ANSWERS = {
    f"{name}-{status}": response
    for name, operation in OPERATIONS.items()
    for status, response in operation.responses.items()
}
DEFECTS = [
    *("failed-reset-twice", "success-reset-twice", "duplicates-merged", "no-bind-states", "running-called-failed"),
    *("failed-called-running", "task-id-called-server-id", "message-called-code", "null-error-code", "default-limit"),
    *("next-offset", "project-id-length", "samples-without-task-id", "limit-range"),
]

# A response field may have only these keywords. Any other, such as required, pattern, minimum, enum or the format
# date-time, becomes an exception in a generated client if the service ever deviates.
FIELD_KEYWORDS = {"type", "description", "properties", "items", "nullable", "format", "$ref"}


def test_is_valid_openapi() -> None:
    assert SPEC["openapi"] == "3.0.3"
    assert [error.message for error in OpenAPIV30SpecValidator(SPEC).iter_errors()] == []


def test_three_operations_that_only_read() -> None:
    assert [operation.method for operation in OPERATIONS.values()] == ["get", "get", "get"]
    assert list(OPERATIONS) == ["ListKeypairTask", "ListFailedTask", "ListRunningTask"]


def test_statuses() -> None:
    """No `default` and no 5xx: their contents are unknown, and clients must handle them without a schema."""
    assert {name: sorted(operation.responses) for name, operation in OPERATIONS.items()} == dict.fromkeys(
        OPERATIONS, STATUSES
    )


def test_responses_have_request_id_and_example() -> None:
    for name, answer in ANSWERS.items():
        assert answer.get("headers") == {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}, name
        assert list(answer["content"]) == ["application/json"], name
        assert media(answer)["examples"], name


def test_response_fields_reject_nothing() -> None:
    for name, answer in ANSWERS.items():
        for place, schema in walk(media(answer)["schema"], name):
            assert {key for key in schema if not key.startswith("x-")} <= FIELD_KEYWORDS, place
            assert schema.get("format", "int32") == "int32", place


def test_state_fields_are_open_strings_with_known_values() -> None:
    for schema, field, known in [
        ("KeypairTask", "task_status", "KnownTaskStatus"),
        ("RunningTask", "operate_type", "KnownOperateType"),
        ("FailedTask", "operate_type", "KnownOperateType"),
        ("ErrorResponse", "error_code", "KnownErrorCode"),
    ]:
        content = SCHEMAS[schema]["properties"][field]
        assert content["type"] == "string", schema
        assert content["x-kps-known-values"] == {"$ref": f"#/components/schemas/{known}"}, schema


def test_headers_reject_nothing() -> None:
    assert [header["schema"] for header in SPEC["components"]["headers"].values()] == [{"type": "string"}]


def test_links_lead_to_parameters() -> None:
    for link in SPEC["components"]["links"].values():
        target = OPERATIONS[link["operationId"]]
        assert set(link["parameters"]) == {parameter["name"] for parameter in target.parameters}


def test_everything_is_described() -> None:
    assert [place for place, node in described_parts() if not node.get("description", "").strip()] == []


def test_lines_are_short() -> None:
    """As in the code, except the table of error codes: one line per code, as long as its message."""
    lines = spec_file().read_text(encoding="utf-8").splitlines()
    too_long = [f"{number}: {line}" for number, line in enumerate(lines, start=1) if len(line) > LINE_LENGTH]
    assert [line for line in too_long if "{status: [" not in line] == []


def test_documentation_defects() -> None:
    defects = SPEC["x-kps-documentation-defects"]
    assert [defect["id"] for defect in defects] == DEFECTS
    for defect in defects:
        assert list(defect) == ["id", "where", "printed", "meant", "evidence", "here"], defect["id"]
        assert all(text.strip() for text in defect.values()), defect["id"]


def described_parts() -> Iterator[tuple[str, Node]]:
    """The parts for which the house rules require a description; a $ref has its target's."""
    yield from ((name, operation.content) for name, operation in OPERATIONS.items())
    yield from ((tag["name"], tag) for tag in SPEC["tags"])
    yield from ((server["url"], server) for server in SPEC["servers"])
    yield from ANSWERS.items()
    for kind in ("parameters", "headers", "responses", "links", "securitySchemes"):
        yield from SPEC["components"][kind].items()
    for operation in OPERATIONS.values():
        yield from ((f"{operation.path} {parameter['name']}", parameter) for parameter in operation.parameters)
    for name, schema in SCHEMAS.items():
        yield name, schema
        yield from (
            (f"{name}.{field}", openapi().resolve(content)) for field, content in schema.get("properties", {}).items()
        )


def walk(schema: Node, place: str) -> Iterator[tuple[str, Node]]:
    """*schema* and everything in it."""
    schema = openapi().resolve(schema)
    yield place, schema
    for name, field in schema.get("properties", {}).items():
        yield from walk(field, f"{place}.{name}")
    if "items" in schema:
        yield from walk(schema["items"], f"{place}[]")
