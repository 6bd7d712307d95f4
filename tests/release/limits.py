"""Bounds and patterns of a value: narrower ones break whoever sends it."""

from __future__ import annotations

from collections.abc import Iterator

from .change import Change, added, changed
from .tree import Node, shown

LOWER = {"minimum": "a value of at least", "minLength": "a length of at least", "minItems": "at least this many:"}
UPPER = {"maximum": "a value of at most", "maxLength": "a length of at most", "maxItems": "at most this many:"}


def limit_changes(where: str, name: str, old: Node, new: Node) -> Iterator[Change]:
    """What happened to the bounds and the pattern of a parameter."""
    for key, words in (LOWER | UPPER).items():
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if now is None:
            yield added(where, f"the {name} no longer asks for {words} {was}")
        elif was is None:
            yield changed(where, f"the {name} asks for {words} {now} now: calls beyond it are refused")
        elif (now > was) if key in LOWER else (now < was):
            yield changed(where, f"the {name} asks for {words} {now} now, not {was}: calls between are refused")
        else:
            yield added(where, f"the {name} asks for {words} {now} now, not {was}")
    was, now = old.get("pattern"), new.get("pattern")
    if was != now and now is None:
        yield added(where, f"the {name} no longer has to match {shown(was)}")
    elif was != now:
        yield changed(where, f"the {name} has to match {shown(now)} now: calls with other values are refused")
