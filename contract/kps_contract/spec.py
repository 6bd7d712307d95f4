"""The only reader of OpenAPI descriptions: loads and writes YAML, follows references, lists operations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Node = dict[str, Any]


class Operation(NamedTuple):
    """One operation, with the references of its parameters and responses resolved.

    Attributes:
        path: Path in the description, with placeholders.
        method: HTTP method in lower case.
        content: The operation as written.
        parameters: The parameters, those of the path first.
        responses: The responses by status.
    """

    path: str
    method: str
    content: Node
    parameters: list[Node]
    responses: dict[str, Node]


class Spec:
    """An OpenAPI description.

    Attributes:
        document: The whole description.
        schemas: The schemas of its components.
    """

    def __init__(self, document: Node) -> None:
        self.document = document
        self.schemas: Node = document["components"]["schemas"]

    def resolve(self, node: Node) -> Node:
        """Return a node, or the node that it refers to."""
        while "$ref" in node:
            place, node = node["$ref"], self.document
            for step in place.removeprefix("#/").split("/"):
                node = node[step]
        return node

    def operations(self) -> dict[str, Operation]:
        """Return the operations by their IDs."""
        return {
            content["operationId"]: self._operation(path, method, content, item.get("parameters", []))
            for path, item in self.document["paths"].items()
            for method, content in item.items()
            if method != "parameters"
        }

    def _operation(self, path: str, method: str, content: Node, shared: list[Node]) -> Operation:
        parameters = [self.resolve(parameter) for parameter in [*shared, *content.get("parameters", [])]]
        responses = {status: self.resolve(response) for status, response in content["responses"].items()}
        return Operation(path, method, content, parameters, responses)


def media(response: Node) -> Node:
    """Return schema and examples of a response's JSON body."""
    found: Node = response["content"]["application/json"]
    return found


def spec_file() -> Path:
    """Return the path of openapi.yaml: in the installed package, or else in the checkout."""
    packed = Path(__file__).with_name("openapi.yaml")
    return packed if packed.exists() else Path(__file__).parents[2] / "openapi.yaml"


@cache
def openapi() -> Spec:
    """Return openapi.yaml, read only once; copy it before changing it."""
    return Spec(load(spec_file()))


class _UniqueKeyLoader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a duplicate key; YAML would silently use the last one."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"{node.start_mark}: twice in one mapping: {', '.join(map(str, sorted(twice)))}")
        return super().construct_mapping(node, deep)


def load(path: Path) -> Node:
    """Return the content of a YAML file without duplicate keys."""
    loaded: Node = _UniqueKeyLoader(path.read_text(encoding="utf-8")).get_single_data()
    return loaded


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """Write no aliases, which not every reader of OpenAPI supports."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_PlainDumper.add_representer(str, _text)


def to_yaml(document: Node) -> str:
    """Write a description as YAML, in its own order, with long texts as blocks."""
    return yaml.dump(document, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120)
