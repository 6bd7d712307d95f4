"""Everything that the vendor's pages state, as stored in pages/, is in the spec."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from kps_contract.spec import Node, Operation, media, openapi

from .page_facts import PAGES

OPERATIONS = openapi().operations().values()

JSON_TYPES = {"String": "string", "Integer": "integer", "Array": "array"}
TIMES_PRINTED = {1: "documented", 2: "documented-twice"}


BY_NAME = {f"{operation.method.upper()} {operation.path}": operation for operation in OPERATIONS}


def each_page() -> Iterator[tuple[Node, Operation]]:
    """The facts of every page, and the spec's operation with its method and path."""
    for page, facts in PAGES.items():
        print(page)  # pytest shows this if a test fails
        yield facts, BY_NAME[f"{facts['method']} {facts['path']}"]


def fields_of(operation: Operation) -> dict[str, Node]:
    """The spec's fields of a successful response, those of all its objects together."""
    bodies = objects(media(operation.responses["200"])["schema"])
    return {name: field for body in bodies for name, field in body["properties"].items()}


def test_every_operation_has_a_page() -> None:
    assert {(operation.path, operation.method.upper()) for operation in OPERATIONS} == {
        (facts["path"], facts["method"]) for facts in PAGES.values()
    }


def test_operation() -> None:
    for facts, operation in each_page():
        assert operation.content["operationId"] == facts["operation"]
        assert operation.content["externalDocs"]["url"] == facts.get(
            "api_explorer", operation.content["externalDocs"]["url"]
        )


def test_path_and_query_parameters() -> None:
    """The same ones in the same order and no others; the default is only described: clients would send a real one.

    A page that lost its "mandatory" column still means that path parameters are mandatory and queries are not.
    """
    for facts, operation in each_page():
        for place in ("path", "query"):
            stated = facts["parameters"].get(place, {})
            here = {parameter["name"]: parameter for parameter in operation.parameters if parameter["in"] == place}
            assert list(here) == list(stated)
            for name, fact in stated.items():
                assert here[name]["schema"]["type"] == JSON_TYPES[fact["type"]], name
                assert here[name].get("required", False) == fact.get("mandatory", place == "path"), name
                assert here[name].get("x-kps-documented-default") == fact.get("default"), name
                assert "default" not in here[name]["schema"], name


def test_token_header_is_the_security_scheme() -> None:
    """In OpenAPI a credential's header is a scheme; mandatory means that there is no alternative to it."""
    for facts, operation in each_page():
        # An operation's own setting overrides the global one.
        required = (openapi().document | operation.content)["security"]
        assert len(required) == 1, "exactly the token is asked for"
        schemes = [openapi().document["components"]["securitySchemes"][name] for name in required[0]]
        assert [(scheme["type"], scheme["in"]) for scheme in schemes] == [("apiKey", "header")]
        assert [scheme["name"] for scheme in schemes] == list(facts["parameters"]["header"])
        assert facts["parameters"]["header"]["X-Auth-Token"]["taken_from"] in schemes[0]["description"]


def test_statuses() -> None:
    for facts, operation in each_page():
        assert set(facts["responses"]) <= set(operation.responses)


def test_response_fields() -> None:
    """Each table's fields with their types; a successful response has no others, an error has other forms too."""
    for facts, operation in each_page():
        for status, response in facts["responses"].items():
            tables = [response["fields"], *response.get("objects", {}).values()]
            bodies = objects(media(operation.responses[status])["schema"])
            for table, body in zip(tables, bodies, strict=status == "200"):
                types = {name: field.get("type") for name, field in body["properties"].items()}
                stated = {name: JSON_TYPES[kind.split()[0]] for name, kind in table.items()}
                assert types.items() >= stated.items(), f"types in the answer {status}"
                assert status != "200" or types.keys() == stated.keys(), "fields that no page has"


def test_names_of_objects() -> None:
    """A page's "Array of FailedTasks objects" is an array of the schema FailedTask."""
    for facts, operation in each_page():
        fields = fields_of(operation)
        response = facts["responses"]["200"]
        arrays = {name: kind.split()[2] for name, kind in response["fields"].items() if kind.startswith("Array")}
        assert list(arrays.values()) == list(response.get("objects", {}))
        for name, kind in arrays.items():
            assert fields[name]["items"] == {"$ref": f"#/components/schemas/{kind.removesuffix('s')}"}


def test_examples() -> None:
    """Compared as text, because only text has the order of keys and distinguishes numbers from strings."""
    for facts, operation in each_page():
        for status, response in facts["responses"].items():
            here = [json.dumps(example["value"]) for example in media(operation.responses[status])["examples"].values()]
            assert json.dumps(response["example"]) in here, f"example of the answer {status}"


def test_values() -> None:
    """Each value is known and has the meaning that the page states."""
    for facts, operation in each_page():
        fields = fields_of(operation)
        for field, entries in facts["values"].items():
            known = openapi().resolve(fields[field]["x-kps-known-values"])
            for entry in entries:
                value = entry["value"]
                assert value in known["enum"], f"{field} {value}"
                about = known["x-kps-values"][value]
                assert entry["operation"] in about["operation"].split("-or-"), f"{field} {value}"
                assert entry.get("phase", about.get("phase")) == about.get("phase"), f"{field} {value}"


@pytest.mark.parametrize(("field", "name"), [("task_status", "KnownTaskStatus"), ("operate_type", "KnownOperateType")])
def test_evidence_of_values(field: str, name: str) -> None:
    """In both directions: what a page lists or shows is marked as such, and nothing else is."""
    expected: dict[str, str] = {}
    for facts in PAGES.values():
        expected |= dict.fromkeys(shown_values(facts["responses"]["200"]["example"], field), "example")
    for facts in PAGES.values():
        printed = Counter(entry["value"] for entry in facts["values"].get(field, []))
        expected |= {value: TIMES_PRINTED[times] for value, times in printed.items()}
    evidence = {value: about["evidence"] for value, about in openapi().schemas[name]["x-kps-values"].items()}
    on_a_page = ("example", *TIMES_PRINTED.values())
    assert {value: word for value, word in evidence.items() if word in on_a_page} == expected


def test_fields_described_alike_are_told_apart() -> None:
    """If a page describes two fields with the same words, the spec does not, and lists this as a defect of the page."""
    for facts, operation in each_page():
        fields = fields_of(operation)
        places = [defect["where"] for defect in openapi().document["x-kps-documentation-defects"]]
        for pair in facts.get("described_alike", []):
            one, other = (fields[name]["description"] for name in pair)
            assert one != other
            assert any(facts["operation"] in place and any(name in place for name in pair) for place in places), pair


def test_permission() -> None:
    for facts, operation in each_page():
        assert operation.content["x-kps-permission"] == facts.get("permission", operation.content["x-kps-permission"])


def test_sdk_samples() -> None:
    """The samples' classes are named after the operation, and Go's number types match the formats in the spec."""
    for facts, operation in each_page():
        sdk = facts.get("sdk", {})
        if sdk:
            name = operation.content["operationId"]
            assert (sdk["request"], sdk["response"]) == (f"{name}Request", f"{name}Response")
            assert {method.replace("_", "").lower() for method in sdk["methods"]} == {name.lower()}
        schemas = {parameter["name"]: parameter["schema"] for parameter in operation.parameters}
        formats = {name: schema.get("format") for name, schema in schemas.items()}
        assert formats.items() >= sdk.get("parameters", {}).items()


def objects(schema: Node) -> Iterator[Node]:
    """The schema of each object in a body, the outermost first."""
    schema = openapi().resolve(schema)
    if "properties" in schema:
        yield schema
    for part in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        yield from objects(part)


def shown_values(example: Node, field: str) -> set[str]:
    """The values of *field* in an example, including its list."""
    parts = [example, *example.get("tasks", [])]
    return {part[field] for part in parts if field in part}
