"""What happened to the parameters of an operation: whoever calls it as before must still be understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .change import Change, Level, added, changed, removed
from .limits import LOWER, UPPER, limit_changes
from .tree import Node, both, only, rest, shown

KNOWN = {"name", "in", "required", "schema"}
SCHEMA_KNOWN = {"type", "format", "enum", "default", *LOWER, *UPPER, "pattern"}
DOCUMENTED_DEFAULT = "x-kps-documented-default"


def parameter_changes(where: str, old: Iterable[Node], new: Iterable[Node]) -> Iterator[Change]:
    """What happened to the parameters of one operation."""
    before, after = by_name(old), by_name(new)
    for name in only(before, after):
        yield removed(where, f"the {name} was removed: calls that give it no longer compile or work")
    for name in only(after, before):
        if after[name].get("required"):
            yield added(where, f"the {name} is new and required: calls of the last release lack it", Level.MAJOR)
        else:
            yield added(where, f"the {name} is new")
    if list(both(before, after)) != list(both(after, before)):
        order = ", ".join(parameter["name"] for parameter in after.values())
        yield changed(where, f"the parameters stand in another order ({order}): generated clients take them in order")
    for name in both(before, after):
        yield from one_parameter(where, name, before[name], after[name])


def by_name(parameters: Iterable[Node]) -> dict[str, Node]:
    """Each parameter by what a sentence calls it; an operation's own goes before its path's."""
    return {f"{parameter['in']} parameter {parameter['name']}": parameter for parameter in parameters}


def one_parameter(where: str, name: str, old: Node, new: Node) -> Iterator[Change]:
    """What happened to a parameter that is still there."""
    was, now = bool(old.get("required")), bool(new.get("required"))
    if now and not was:
        yield changed(where, f"the {name} became required: every call that leaves it out fails")
    if was and not now:
        yield added(where, f"the {name} became optional")
    yield from values(where, name, old.get("schema", {}), new.get("schema", {}))
    yield from default(where, name, old, new)
    for key in rest(old, new, KNOWN):
        yield changed(where, f"the {name} is sent otherwise: {key} went from {was_now(old, new, key)}")


def values(where: str, name: str, old: Node, new: Node) -> Iterator[Change]:
    """What values a parameter takes."""
    for key in ("type", "format"):
        if old.get(key) != new.get(key):
            text = f"the {key} of the {name} went from {was_now(old, new, key)}: calls of the last release do not fit"
            yield changed(where, text)
    yield from limit_changes(where, name, old, new)
    yield from choices(where, name, old.get("enum"), new.get("enum"))
    for key in rest(old, new, SCHEMA_KNOWN):
        yield changed(where, f"the {name} takes other values: {key} went from {was_now(old, new, key)}")


def choices(where: str, name: str, old: list[Any] | None, new: list[Any] | None) -> Iterator[Change]:
    """A list of the values that a parameter takes."""
    if new is not None and old is None:
        yield changed(where, f"the {name} takes only {', '.join(map(shown, new))} now: any other value is refused")
    elif old is not None and new is None:
        yield changed(where, f"the {name} takes any value now: its type in generated clients is another")
    if old is None or new is None:
        return
    for value in [value for value in old if value not in new]:
        yield removed(where, f"the {name} no longer takes {shown(value)}: calls that send it fail")
    for value in [value for value in new if value not in old]:
        yield added(where, f"the {name} takes {shown(value)} too")


def default(where: str, name: str, old: Node, new: Node) -> Iterator[Change]:
    """What holds when a parameter is not sent."""
    was, now = old.get("schema", {}).get("default"), new.get("schema", {}).get("default")
    if was is None and now is not None:
        yield changed(where, f"the {name} got the default {shown(now)}: generated clients now send it always")
    elif was is not None and now is None:
        yield changed(where, f"the {name} lost its default {shown(was)}: generated clients no longer send it")
    elif was != now:
        yield changed(
            where, f"the default of the {name} went from {shown(was)} to {shown(now)}: calls without it differ"
        )
    if old.get(DOCUMENTED_DEFAULT) != new.get(DOCUMENTED_DEFAULT):
        text = f"the service's own default of the {name} went from {was_now(old, new, DOCUMENTED_DEFAULT)}"
        yield changed(where, f"{text}: calls without it get another answer")


def was_now(old: Node, new: Node, key: str) -> str:
    """How a value went: "1 to 2"."""
    return " to ".join(shown(node[key]) if key in node else "none" for node in (old, new))
