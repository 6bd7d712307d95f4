"""Check responses against the strict spec: status, content type, headers and body."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import jsonschema_rs

from .description import Kind, strict
from .open_questions import NEW_FIELDS, permitting
from .relations.response import Response, require
from .spec import Node, media

_CHARSET = re.compile(r'charset\s*=\s*"?([^\s";]+)')


class Reader:
    """Check responses as strictly as *kind* of target allows, with or without fields unknown to the spec."""

    def __init__(self, kind: Kind, *, new_fields: bool = False) -> None:
        self._spec = _spec(kind, new_fields)

    def check(self, response: Response) -> None:
        """Raise Broken if the response does not conform to the spec; responses for other paths are ignored."""
        if response.operation is None:
            return
        documented = self._spec(response.operation, response.status)
        require(documented, "documented status", f"{response.operation} has no status {response.status} in the spec")
        assert documented is not None
        content_type, _, more = response.headers.get("content-type", "none").lower().partition(";")
        right = content_type.strip() == "application/json"
        require(right, "content type", f"{content_type.strip()} instead of application/json")
        said = _CHARSET.search(more)
        fits = said is None or said[1] in ("utf-8", "utf8") or response.content.isascii()
        require(fits, "content type", f"the body is not all ASCII, JSON is UTF-8, and the header says{more}")
        require(response.body is not None, "body", f"{response.status} with a body that is not JSON")
        for name, validator in documented["headers"].items():
            value = response.headers.get(name.lower())
            require(value is not None, "header", f"no {name}")
            for error in validator.iter_errors(value):
                require(False, "header", f"{name}: {error.message}")
        for error in documented["body"].iter_errors(response.body):
            place = ".".join(map(str, error.instance_path))
            permit = permitting(NEW_FIELDS) if "additionalProperties" in error.schema_path else ""
            require(False, "schema", f"{place or 'body'}: {error.message[:300]}{permit}")


@cache
def _spec(kind: Kind, new_fields: bool) -> Callable[[str, int], dict[str, Any] | None]:
    """Return a function that returns the spec of a response, with validators instead of schemas."""
    spec = strict(kind, new_fields=new_fields)
    components = {"schemas": _plain(spec.schemas)}

    def validator(schema: Node) -> Any:
        return jsonschema_rs.Draft202012Validator({**_plain(schema), "components": components})

    @cache
    def documented(operation: str, status: int) -> dict[str, Any] | None:
        written = spec.operations()[operation].responses.get(str(status))
        if written is None:
            return None
        headers = {name: spec.resolve(header) for name, header in written.get("headers", {}).items()}
        return {
            "headers": {name: validator(header["schema"]) for name, header in headers.items()},
            "body": validator(media(written)["schema"]),
        }

    return documented


def _plain(node: Any) -> Any:
    """Convert OpenAPI 3.0's `nullable` to JSON Schema."""
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(value) for key, value in node.items() if key not in ("nullable", "example")}
    return plain | {"type": [node["type"], "null"]} if node.get("nullable") is True else plain
