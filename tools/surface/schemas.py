"""The lines of a schema: the type of a value in a generated client, its bounds, and its known values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .lines import joined

Node = Mapping[str, Any]

# Text for people: it changes no client's behaviour.
PROSE = {"description", "summary", "title", "example", "examples", "externalDocs"}

# Bounds of the values that are sent or received.
BOUNDS = {
    "minimum": "be at least",
    "maximum": "be at most",
    "minLength": "have a length of at least",
    "maxLength": "have a length of at most",
    "minItems": "have a number of items of at least",
    "maxItems": "have a number of items of at most",
    "multipleOf": "be a multiple of",
    "pattern": "match",
}

# What the wrapper and its users rely on; a wait ends by the phase.
MEANING = ("phase", "operation", "retry", "status")


def schema_lines(subject: str, schema: Node) -> Iterator[str]:
    """A schema, and each field that it has."""
    yield f"{subject}: {shape(schema)}"
    for key, words in BOUNDS.items():
        if key in schema:
            yield f"{subject} must {words}: {shown(schema[key])}"
    for name, field in schema.get("properties", {}).items():
        yield from schema_lines(f"{subject}.{name}", field)
    if "properties" in schema.get("items", {}):
        yield from schema_lines(f"{subject}.items", schema["items"])


def shape(schema: Node) -> str:
    """The type of a value in a generated client, and whatever else the spec says about it."""
    kind = f"{schema.get('type', 'anything')} {schema.get('format', '')}".rstrip()
    told = {"$ref", "type", "format", "items", "nullable", "required", "properties", *BOUNDS}
    return joined(
        name_of(schema) or kind,
        f"of {shape(schema['items'])}" if "items" in schema else "",
        "nullable" if schema.get("nullable") else "",
        f"known values {name_of(schema['x-kps-known-values'])}" if "x-kps-known-values" in schema else "",
        f"always with {shown(schema['required'])}" if "required" in schema else "",
        described(schema, told),
    )


def value_lines(name: str, schema: Node) -> Iterator[str]:
    """Known values: constants in generated clients, which no response is validated against."""
    values = schema.get("enum", [])
    yield f"{name}: {described(schema, {'enum'})}"
    for value, constant in zip(values, schema.get("x-enum-varnames", values), strict=False):
        about = schema.get("x-kps-values", {}).get(value, {})
        meaning = [f"{key} {shown(about[key])}" for key in MEANING if key in about]
        yield f"{name} {value}: {joined(f'constant {constant}', *meaning)}"
        if "reads" in about:
            yield f"{name} {value}, in reads: {shown(about['reads'])}"


def name_of(schema: Node) -> str:
    """The name of the schema that *schema* refers to; empty if it stands for itself."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def described(node: Node, told: set[str]) -> str:
    """Everything that is not reported elsewhere, prose or an extension, so every change to it is noticed."""
    rest = without_prose(node)
    return joined(*(f"{key} {shown(rest[key])}" for key in sorted(rest) if key not in told))


def without_prose(node: Node) -> Node:
    """A part of the spec without text for people and without extensions."""
    return {key: value for key, value in node.items() if key not in PROSE and not key.startswith("x-")}


def shown(value: object) -> str:
    """A value on one line."""
    if isinstance(value, list) and value:
        return " | ".join(map(shown, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
