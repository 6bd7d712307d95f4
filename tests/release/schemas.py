"""What happened to the named schemas: classes in generated clients, whose objects come in answers."""

from __future__ import annotations

from collections.abc import Iterator

from .change import Change, added, changed, removed
from .constants import constant_changes, is_constants
from .tree import Node, both, only, rest, shown

KNOWN = {"$ref", "type", "format", "nullable", "required", "enum", "properties", "items"}


def named_schema_changes(old: Node, new: Node) -> Iterator[Change]:
    """What happened to the schemas that have a name."""
    for name in only(old, new):
        yield removed(name, "the schema was removed: every generated client loses the class")
    for name in only(new, old):
        yield added(name, "the schema is new")
    for name in both(old, new):
        if is_constants(name):
            yield from constant_changes(name, old[name], new[name])
        else:
            yield from schema_changes(name, "", old[name], new[name])


def schema_changes(where: str, place: str, old: Node, new: Node) -> Iterator[Change]:
    """What happened to one schema and all that is inside it; *place* is empty for the whole."""
    it = place or "the schema"
    if name_of(old) != name_of(new):
        was, now = name_of(old) or "no named schema", name_of(new) or "no named schema"
        yield changed(where, f"{it} is {now}, and was {was}: its type in generated clients is another")
        return
    for key in ("type", "format"):
        if old.get(key) != new.get(key):
            was, now = (shown(node[key]) if key in node else "none" for node in (old, new))
            yield changed(where, f"the {key} of {it} went from {was} to {now}: code that reads it gets another type")
    yield from nothing(where, it, bool(old.get("nullable")), bool(new.get("nullable")))
    yield from closed(where, it, old, new)
    for key in rest(old, new, KNOWN):
        if key not in new:
            yield added(where, f"{it} is no longer bound to {key} {shown(old[key])}")
        else:
            yield changed(where, f"{it} is bound to {key} {shown(new[key])} now: clients refuse answers beyond it")
    yield from fields(where, place, old, new)
    if "items" in old and "items" in new:
        yield from schema_changes(where, f"each item of {it}", old["items"], new["items"])
    elif ("items" in old) != ("items" in new):
        yield changed(where, f"what the items of {it} are changed: code that reads them gets another type")
    if old.get("x-kps-known-values") != new.get("x-kps-known-values"):
        yield changed(where, f"the known values of {it} are listed elsewhere")


def nothing(where: str, it: str, was: bool, now: bool) -> Iterator[Change]:
    """Whether null may come."""
    if now and not was:
        yield changed(where, f"{it} may be null now: code that relies on a value fails")
    if was and not now:
        yield added(where, f"{it} is never null any more")


def closed(where: str, it: str, old: Node, new: Node) -> Iterator[Change]:
    """A list of the only values: generated clients throw on any other."""
    if "enum" in new and "enum" not in old:
        yield changed(where, f"{it} became a closed list of values: clients refuse answers with any other")
    elif "enum" in old and "enum" not in new:
        yield changed(where, f"{it} is no closed list of values any more: its type in generated clients is another")
    elif set(old.get("enum", ())) != set(new.get("enum", ())):
        yield changed(where, f"the closed list of values of {it} changed: clients of the last release refuse new ones")


def fields(where: str, place: str, old: Node, new: Node) -> Iterator[Change]:
    """What happened to the fields of an object."""
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in only(before, after):
        yield removed(where, f"the field {dotted(place, name)} was removed: code that reads it fails")
    for name in only(after, before):
        yield added(where, f"the field {dotted(place, name)} is new")
    for name in both(before, after):
        yield from schema_changes(where, f"the field {dotted(place, name)}", before[name], after[name])
    was, now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(now - was):
        yield changed(where, f"the field {dotted(place, name)} became required: clients refuse answers without it")
    for name in sorted(was - now):
        yield changed(where, f"the field {dotted(place, name)} became optional: code that relies on it fails")


def dotted(place: str, name: str) -> str:
    """A field inside a field: "error.code"."""
    return f"{place.removeprefix('the field ')}.{name}" if place.startswith("the field ") else name


def name_of(schema: Node) -> str:
    """The name of the schema that *schema* refers to; empty if it stands for itself."""
    return str(schema.get("$ref", "")).rpartition("/")[2]
