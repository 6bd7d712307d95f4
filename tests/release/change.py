"""One difference between the last release and this tree, in words that a person understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum, StrEnum

from attrs import evolve, frozen

MOST = 4  # things in one sentence


class Level(IntEnum):
    """How much a difference asks of users."""

    PATCH = 1  # nothing: only words changed
    MINOR = 2  # nothing, but there is something new
    MAJOR = 3  # a change of their own code


class Kind(StrEnum):
    """What happened to the thing that the sentence is about."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@frozen(order=True)
class Change:
    """One difference.

    Attributes:
        where: What it is about: an operation, a schema, a name of the Python API.
        text: What happened to it and what that does to users, as the rest of a sentence after *where*.
        kind: Whether something was added, changed or removed.
        level: How much it asks of users.
    """

    where: str
    text: str
    kind: Kind
    level: Level

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def added(where: str, text: str, level: Level = Level.MINOR) -> Change:
    """Something is new."""
    return Change(where, text, Kind.ADDED, level)


def changed(where: str, text: str, level: Level = Level.MAJOR) -> Change:
    """Something is otherwise."""
    return Change(where, text, Kind.CHANGED, level)


def removed(where: str, text: str, level: Level = Level.MAJOR) -> Change:
    """Something is gone."""
    return Change(where, text, Kind.REMOVED, level)


def joined(changes: Iterable[Change]) -> Iterator[Change]:
    """Say once what is said of several things: "ListFailedTask and ListRunningTask: …"."""
    places: dict[Change, list[str]] = {}
    for change in changes:
        same = places.setdefault(evolve(change, where=""), [])
        if change.where not in same:
            same.append(change.where)
    for change, where in places.items():
        some = where if len(where) <= MOST else [*where[: MOST - 1], f"{len(where) - MOST + 1} more"]
        yield evolve(change, where=listed(some))


def listed(words: Iterable[object]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    *most, last = map(str, words)
    return f"{', '.join(most)} and {last}" if most else last
