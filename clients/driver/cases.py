"""The cases, read from cases.yaml and, for what the spec has an example of, from the spec."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen

from kps_contract.spec import load, media, openapi

from .recipes import CLIENTS

Json = Any


SPEC = openapi()
TABLE: dict[str, Json] = load(CLIENTS / "cases.yaml")
OPERATIONS = SPEC.operations()


@frozen(kw_only=True)
class Case:
    """One call, the answer to it, and what a client must make of that."""

    name: str
    row: str
    operation: str
    call: dict[str, Json]
    status: int
    content_type: str
    content: bytes
    headers: dict[str, str]
    value: Json
    expect: str

    @property
    def token(self) -> str:
        """The token of this case's call, by which the server knows it."""
        return f"token-of-{self.name}"

    @property
    def path(self) -> list[str]:
        """The segments of the path that must be asked for, decoded."""
        names = {"{project_id}": self.call["project_id"], "{task_id}": self.call["task_id"]}
        return [names.get(segment, segment) for segment in OPERATIONS[self.operation].path.split("/")]


def documented(value: Json, schema: Json) -> Json:
    """Keep of a value what the spec documents: a missing field is None, as a null is, and a missing list is empty."""
    schema = SPEC.resolve(schema)
    if "properties" in schema:
        known = value if isinstance(value, dict) else {}
        return {name: documented(known.get(name), part) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        return [documented(item, schema["items"]) for item in value or []]
    return value


def response_schema(operation: str) -> Json:
    """Return the schema of an operation's good answer."""
    return media(OPERATIONS[operation].responses["200"])["schema"]


def read_case(name: str, said: dict[str, Json]) -> Case:
    """Make a case of what the table says about it."""
    operation, status, body = said.get("operation", "ListKeypairTask"), said.get("status", 200), said.get("body")
    if "example" in said:
        operation, code, example = said["example"].split("/")
        status, body = int(code), media(OPERATIONS[operation].responses[code])["examples"][example]["value"]
    asked = (body or {}).get("task_id") if operation == "ListKeypairTask" else None
    defaults = {"project_id": TABLE["project_id"], "task_id": asked or TABLE["task_id"]}
    text = said.get("text")
    return Case(
        name=name,
        row=said["row"],
        operation=operation,
        call=defaults | {key: said[key] for key in ("task_id", "limit", "offset") if key in said},
        status=status,
        content_type=said.get("content_type", "application/json"),
        content=(json.dumps(body, ensure_ascii=False) if text is None else text).encode(),
        headers=said.get("headers", {}),
        value=documented(body, response_schema(operation)) if status == 200 and text is None else None,
        expect=said.get("expect", "answer"),
    )


CASES = [read_case(str(name), said) for name, said in TABLE["cases"].items()]
