"""Operations that were added, removed, renamed or moved, and what belongs to an operation itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from .access import needed_credentials
from .change import Change, Level, added, changed, removed
from .parameters import parameter_changes
from .responses import response_changes
from .tree import Node, only, resolve, rest, shown

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
KNOWN = {"operationId", "tags", "parameters", "responses", "security", "requestBody", "deprecated"}


@frozen
class Operation:
    """An operation with what its path and the whole spec say about it."""

    place: str  # GET /v3/…
    content: Node
    parameters: list[Node]
    security: list[Node]

    @property
    def name(self) -> str:
        """Its operation ID; its place, where it has none."""
        return str(self.content.get("operationId", self.place))


def operations(spec: Node) -> dict[str, Operation]:
    """Every operation by its place."""
    found = {}
    for path, item in spec.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                content = item[method]
                parameters = [*item.get("parameters", []), *content.get("parameters", [])]
                found[f"{method.upper()} {path}"] = Operation(
                    f"{method.upper()} {path}",
                    content,
                    [resolve(spec, parameter) for parameter in parameters],
                    content.get("security", spec.get("security", [])),
                )
    return found


def operation_changes(old: Node, new: Node) -> Iterator[Change]:
    """What happened to the operations."""
    before, after = operations(old), operations(new)
    moved = dict(moves(before, after))
    for place, operation in before.items():
        if place in after:
            yield from renamed(operation, after[place])
            yield from inside(old, new, operation, after[place])
        elif place in moved:
            there = after[moved[place]]
            text = f"moved from {place} to {there.place}: clients of the last release ask at the old place"
            yield changed(operation.name, text)
            yield from inside(old, new, operation, there)
        else:
            text = f"the operation {operation.name} was removed: every generated client loses the method"
            yield removed(place, text)
    for place in only(after, before):
        if place not in moved.values():
            yield added(place, f"the operation {after[place].name} is new")


def moves(before: dict[str, Operation], after: dict[str, Operation]) -> Iterator[tuple[str, str]]:
    """Old and new place of each operation that kept its name."""
    gone = {operation.name: place for place, operation in before.items() if place not in after}
    for place, operation in after.items():
        if place not in before and operation.name in gone:
            yield gone[operation.name], place


def renamed(old: Operation, new: Operation) -> Iterator[Change]:
    """Another operation ID at the same place."""
    if old.name != new.name:
        text = f"the operation {old.name} was renamed to {new.name}: every generated client loses the method"
        yield changed(old.place, text)


def inside(old_spec: Node, new_spec: Node, old: Operation, new: Operation) -> Iterator[Change]:
    """What happened to an operation that is still there, under the name that users know."""
    where = old.name
    yield from parameter_changes(where, old.parameters, new.parameters)
    yield from response_changes(where, old_spec, new_spec, old.content, new.content)
    yield from needed_credentials(where, old.security, new.security)
    yield from own(where, old.content, new.content)


def own(where: str, old: Node, new: Node) -> Iterator[Change]:
    """Group, deprecation, request body, and all that no rule of its own is for."""
    if old.get("tags") != new.get("tags"):
        was, now = words(old.get("tags")), words(new.get("tags"))
        yield changed(where, f"its tags went from {was} to {now}: generated clients have the method in another class")
    if new.get("deprecated") and not old.get("deprecated"):
        yield changed(where, "deprecated now", Level.MINOR)
    if old.get("deprecated") and not new.get("deprecated"):
        yield changed(where, "no longer deprecated", Level.MINOR)
    if old.get("requestBody") != new.get("requestBody"):
        yield changed(where, "its request body is another: clients of the last release send the old one")
    for key in rest(old, new, KNOWN):
        yield changed(where, f"{key} went from {shown(old.get(key))} to {shown(new.get(key))}")


def words(tags: Any) -> str:
    """The tags of an operation."""
    return ", ".join(tags) if tags else "none"
