"""Compare two specs: everything that a user of the older one would notice in the newer one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from .access import scheme_changes, server_changes
from .change import Change, Level, changed, joined
from .operations import operation_changes
from .schemas import named_schema_changes
from .tree import Node


def spec_changes(old: Node, new: Node) -> list[Change]:
    """List what changed from the *old* spec to the *new* one, the gravest first."""
    found = sorted(joined(found_by_rules(old, new)), key=lambda change: -change.level)
    if not found and without_version(old) != without_version(new):
        found = [changed("openapi.yaml", "words, examples or notes changed; no client behaves otherwise", Level.PATCH)]
    return found


def found_by_rules(old: Node, new: Node) -> Iterator[Change]:
    """What the rules find, place by place."""
    before, after = old.get("components", {}), new.get("components", {})
    if old.get("openapi") != new.get("openapi"):
        text = (
            f"the OpenAPI version went from {old.get('openapi')} to {new.get('openapi')}: not every generator reads it"
        )
        yield changed("openapi.yaml", text)
    yield from operation_changes(old, new)
    yield from named_schema_changes(before.get("schemas", {}), after.get("schemas", {}))
    yield from scheme_changes(before.get("securitySchemes", {}), after.get("securitySchemes", {}))
    yield from server_changes(old.get("servers", []), new.get("servers", []))


def without_version(spec: Node) -> Node:
    """The spec but for its own version."""
    copy = deepcopy(dict(spec))
    copy.get("info", {}).pop("version", None)
    return copy
