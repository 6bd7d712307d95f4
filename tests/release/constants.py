"""What happened to the known values: constants in generated clients, which no answer is validated against.

A new one breaks nobody. One that is gone breaks whoever compares with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .change import Change, Level, added, changed, removed
from .tree import Node, both, only, rest, shown

KNOWN = {"type", "enum"}

# What the wrapper and its users act upon, and how much it asks of them when it is another. All else about a value
# (its evidence, where it was seen) is for people to read.
MEANING = {"phase": Level.MAJOR, "operation": Level.MINOR, "retry": Level.MINOR, "status": Level.MINOR}


def is_constants(name: str) -> bool:
    """Whether a schema only names values."""
    return name.startswith("Known")


def constant_changes(where: str, old: Node, new: Node) -> Iterator[Change]:
    """What happened to the values of one schema."""
    before, after = names(old), names(new)
    for value in only(before, after):
        yield removed(
            where, f"the value {value} was removed: every generated client loses the constant {before[value]}"
        )
    for value in only(after, before):
        yield added(where, f"the value {value} is new")
    for value in both(before, after):
        if before[value] != after[value] and parallel(old) and parallel(new):
            text = f"the constant of {value} was renamed from {before[value]} to {after[value]}"
            yield changed(where, f"{text}: code that uses the old name fails")
        yield from meaning(where, value, about(old, value), about(new, value))
    if old.get("type") != new.get("type"):
        yield changed(where, f"the type of the values went from {old.get('type')} to {new.get('type')}")
    for key in rest(old, new, KNOWN):
        yield changed(where, f"{key} went from {shown(old.get(key))} to {shown(new.get(key))}")


def meaning(where: str, value: str, old: Node, new: Node) -> Iterator[Change]:
    """What a value stands for."""
    for key, level in MEANING.items():
        if old.get(key) != new.get(key):
            was, now = (shown(node[key]) if key in node else "none" for node in (old, new))
            yield changed(where, f"the {key} of {value} went from {was} to {now}: waiting and errors act on it", level)


def names(schema: Node) -> dict[str, str]:
    """Each value with the name of its constant."""
    values: list[Any] = schema.get("enum", [])
    return dict(
        zip(map(str, values), schema.get("x-enum-varnames", values) if parallel(schema) else values, strict=True)
    )


def parallel(schema: Node) -> bool:
    """Whether each value has a name, if any has; that they do is for another test to say."""
    return len(schema.get("x-enum-varnames", schema.get("enum", []))) == len(schema.get("enum", []))


def about(schema: Node, value: str) -> Node:
    """What the spec knows about a value."""
    found: Node = schema.get("x-kps-values", {}).get(value, {})
    return found
