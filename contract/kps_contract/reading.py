"""Hold responses to the strict spec: status, content type, headers and body."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from .description import Kind, strict
from .relations.response import Response, require
from .spec import Node, media


class Reader:
    """Read responses as strictly as *kind* of target allows."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def check(self, response: Response) -> None:
        """Raise Broken if the response is not as the spec says; responses to other paths are let through."""
        if response.operation is None:
            return
        documented = _documented(self._kind, response.operation, response.status)
        require(documented, "documented status", f"{response.operation} has no status {response.status} in the spec")
        assert documented is not None
        content_type = response.headers.get("content-type", "none").partition(";")[0].strip().lower()
        require(content_type == "application/json", "content type", f"{content_type} instead of application/json")
        require(response.body is not None, "body", f"{response.status} with a body that is not JSON")
        for name, validator in documented["headers"].items():
            value = response.headers.get(name.lower())
            require(value is not None, "header", f"no {name}")
            for error in validator.iter_errors(value):
                require(False, "header", f"{name}: {error.message}")
        for error in documented["body"].iter_errors(response.body):
            place = ".".join(map(str, error.instance_path))
            require(False, "schema", f"{place or 'body'}: {error.message[:300]}")


@cache
def _documented(kind: Kind, operation: str, status: int) -> dict[str, Any] | None:
    """Return what the spec says of a response, with validators in place of schemas."""
    written = strict(kind).operations()[operation].responses.get(str(status))
    if written is None:
        return None
    headers = {name: strict(kind).resolve(header) for name, header in written.get("headers", {}).items()}
    return {
        "headers": {name: _validator(kind, header["schema"]) for name, header in headers.items()},
        "body": _validator(kind, media(written)["schema"]),
    }


def _validator(kind: Kind, schema: Node) -> Any:
    return jsonschema_rs.Draft202012Validator({**_plain(schema), "components": _plain_components(kind)})


@cache
def _plain_components(kind: Kind) -> Any:
    return {"schemas": _plain(strict(kind).schemas)}


def _plain(node: Any) -> Any:
    """Write OpenAPI 3.0's `nullable` as JSON Schema does."""
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(value) for key, value in node.items() if key not in ("nullable", "example")}
    return plain | {"type": [node["type"], "null"]} if node.get("nullable") is True else plain
