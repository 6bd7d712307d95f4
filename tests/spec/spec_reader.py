"""The spec and the facts of the vendor's pages, loaded once, and the little that finds a place in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .overlay import Node, load

ROOT = Path(__file__).resolve().parents[2]
SPEC_FILE = ROOT / "openapi.yaml"

SPEC = load(SPEC_FILE)
SCHEMAS: Node = SPEC["components"]["schemas"]
PAGES = {path.name.removesuffix(".yaml"): load(path) for path in sorted((Path(__file__).parent / "pages").iterdir())}


def resolve(node: Node) -> Node:
    """*node*, or what it refers to."""
    while "$ref" in node:
        place = node["$ref"]
        node = SPEC
        for step in place.removeprefix("#/").split("/"):
            node = node[step]
    return node


def operations() -> Iterator[tuple[str, str, Node]]:
    """Path, method and content of each operation."""
    for path, item in SPEC["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def parameters(path: str, operation: Node) -> list[Node]:
    """The parameters of an operation, those that its path shares among them."""
    shared = SPEC["paths"][path].get("parameters", [])
    return [resolve(parameter) for parameter in [*shared, *operation.get("parameters", [])]]


def media(response: Node) -> Node:
    """Schema and examples of a response's JSON body."""
    found: Node = resolve(response)["content"]["application/json"]
    return found


def objects(schema: Node) -> Iterator[tuple[str, Node]]:
    """Name and schema of each object that a body is made of, the outermost first."""
    name = schema.get("$ref", "").rpartition("/")[2]
    schema = resolve(schema)
    if "properties" in schema:
        yield name, schema
    for part in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        yield from objects(part)
