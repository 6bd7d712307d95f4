"""The surface of the spec: a line for everything that a user of a generated client notices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .lines import WORDS, joined
from .schemas import Node, described, schema_lines, shape, shown, value_lines, without_prose

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times as fast


def load(path: Path) -> dict[str, Any]:
    """The content of a spec.

    Raises:
        ValueError: It is not YAML; the message is one line and says where.
    """
    try:
        content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{path}, line {line}: {error.problem}") from None
    return content


def spec_lines(spec: Node) -> Iterator[str]:
    """All lines of a spec."""
    yield f"openapi.yaml, version of OpenAPI: {spec['openapi']}"
    yield f"openapi.yaml{WORDS}: {digest(spec)}"
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                yield from operation_lines(spec, f"{method.upper()} {path}", item, item[method])
    for name, schema in spec["components"]["schemas"].items():
        yield from value_lines(name, schema) if name.startswith("Known") else schema_lines(name, schema)
    for name, scheme in spec["components"].get("securitySchemes", {}).items():
        yield f"security scheme {name}: {described(scheme, set())}"
    for number, server in enumerate(spec.get("servers", [])):
        yield from server_lines(server)
        if number == 0:
            yield f"first server, where clients go by themselves: {server['url']}"


def digest(spec: Node) -> str:
    """A digest of everything in a spec except its version."""
    content = {**spec, "info": {**spec["info"], "version": None}}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def operation_lines(spec: Node, place: str, item: Node, operation: Node) -> Iterator[str]:
    """The parameters and responses of one operation; its path may have parameters for it."""
    name = operation.get("operationId", place)
    told = {"operationId", "tags", "deprecated", "parameters", "responses", "security"}
    deprecated = "deprecated" if operation.get("deprecated") else ""
    yield f"{name}: {joined(place, deprecated, described(operation, told))}"
    yield f"{name}, tags: {shown(operation.get('tags', []))}"
    for way in operation.get("security", spec.get("security", [])) or [{}]:
        schemes = sorted(" ".join([scheme, *scopes]) for scheme, scopes in way.items())
        yield f"{name}, credential {' and '.join(schemes) or 'none'}"
    parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
    for number, parameter in enumerate(parameters, start=1):
        yield from parameter_lines(name, number, resolve(spec, parameter))
    for status, response in operation["responses"].items():
        yield from response_lines(spec, f"{name}, response {status}", resolve(spec, response))


def parameter_lines(operation: str, number: int, parameter: Node) -> Iterator[str]:
    """A parameter with its position, because generated clients take parameters in order."""
    subject = f"{operation}, {parameter['in']} parameter {parameter['name']}"
    value, *bounds = schema_lines(subject, parameter["schema"])
    usual = parameter.get("x-kps-documented-default")
    required = "required" if parameter.get("required") else ""
    default = "" if usual is None else f"the service takes {usual} without it"
    own = described(parameter, {"name", "in", "required", "schema"})
    yield joined(value, f"number {number}", required, default, own)
    yield from bounds


def response_lines(spec: Node, subject: str, response: Node) -> Iterator[str]:
    """A response: its body in each media type, its headers, its links."""
    links = {name: without_prose(resolve(spec, link)) for name, link in response.get("links", {}).items()}
    leads = f"with links {described(links, set())}" if links else ""
    yield f"{subject}: {joined(described(response, {'content', 'headers', 'links'}), leads)}"
    for media, body in response.get("content", {}).items():
        yield from schema_lines(f"{subject} as {media}", body.get("schema", {}))
    for name, header in response.get("headers", {}).items():
        found = resolve(spec, header)
        own = described(found, {"schema"})
        yield f"{subject}, header {name}: {joined(shape(found.get('schema', {})), own)}"


def server_lines(server: Node) -> Iterator[str]:
    """A server, and the possible values of the variables in its address."""
    url, variables = server["url"], server.get("variables", {})
    defaults = [f"{name} {variable['default']} by default" for name, variable in variables.items()]
    yield f"{url}: {joined(*defaults, described(server, {'url', 'variables'}))}"
    for name, variable in variables.items():
        yield from (f"{url}, {name} {value}" for value in variable.get("enum", []))


def resolve(spec: Node, node: Node) -> Node:
    """Return *node*, or what it refers to."""
    while "$ref" in node:
        found: Any = spec
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node
