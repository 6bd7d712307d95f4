"""Compare two surfaces. A surface is a set of lines ``subject: part; part; …``, with each subject once.

A subject that is removed or has a new value breaks whoever relies on it; a new subject breaks nobody. The exceptions
are recognised by the line:

- A ``must`` narrows ("limit must be at most: 1000"): new or narrower breaks, wider or removed does not.
- ``required`` breaks if it is new, unless the thing it belongs to is new as well; dropping it does not.
- An option that accepts more than before (WIDER) breaks nobody: everything written for it still works.
- A part that begins with one of NOTES is for people and other tools to judge: a changed one is news.
- What belongs to a new or removed thing is reported with it: a class, not each of its methods.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntEnum

from attrs import frozen

Surface = Mapping[str, str]

MUST = " must "
NOTES = ("deprecated", "of type ", "operation ", "retry ", "status ", "with links ", "with result ")
WIDER = {("takes 1", "takes any number"), ("takes float range", "takes seconds")}  # seconds: 90, 90s or 10m
WORDS = ", words"  # marks a whole text: a changed one requires nothing of users
MOST = 4  # things in one sentence


class Level(IntEnum):
    """How much a change requires of users."""

    PATCH = 1  # nothing: only wording changed
    MINOR = 2  # nothing, but there is something new
    MAJOR = 3  # a change to their own code


@frozen(order=True)
class Change:
    """A difference: what it requires of users, and a sentence for people."""

    level: Level
    sentence: str


def surface(lines: Iterable[str]) -> dict[str, str]:
    """The lines as subjects with their values."""
    found: dict[str, str] = {}
    for line in lines:
        subject, _, value = line.partition(": ")
        if found.setdefault(subject, value) != value:
            raise ValueError(f"{subject} is said twice: {found[subject]}, and {value}")
    return found


def joined(*parts: str) -> str:
    """The parts of a value, without the empty ones."""
    return "; ".join(filter(None, parts))


def text(lines: Surface) -> str:
    """A surface as stored in a file: sorted, one per line."""
    return "".join(f"{subject}: {value}\n" if value else f"{subject}\n" for subject, value in sorted(lines.items()))


def changes(old: Surface, new: Surface, users: str) -> Iterator[Change]:
    """The changes from the *old* surface to the *new* one; *users* names those who rely on it, in the plural."""
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    told: dict[tuple[Level, str, str], list[str]] = {}
    for subject in sorted(old.keys() | new.keys()):
        was, now = old.get(subject), new.get(subject)
        if was != now and not belongs(subject, gone if now is None else come):
            thing, detail = split(subject)
            level = level_of(subject, was, now)
            told.setdefault((level, detail, words(subject, was, now, level, users)), []).append(thing)
    for (level, detail, what), things in told.items():
        yield Change(level, f"{listed(things)}{detail}{what}")


def belongs(subject: str, things: Collection[str]) -> bool:
    """Whether a subject is part of one of the things, as "Task.task_id" and "Task, order" are parts of "Task"."""
    return any(subject[: end.start()] in things for end in re.finditer(r"[ .,(]", subject))


def split(subject: str) -> tuple[str, str]:
    """The thing that a subject is about, and the rest."""
    end = re.search(rf",|{MUST}|$", subject)
    assert end
    return subject[: end.start()], subject[end.start() :]


def level_of(subject: str, was: str | None, now: str | None) -> Level:
    """What a change to one line requires of users; None stands for a missing line."""
    if subject.endswith(WORDS):
        return Level.PATCH
    if MUST in subject:
        breaks = now is not None and (was is None or not is_wider(subject, was, now))
    elif was is None or now is None:
        breaks = now is None or "required" in now.split("; ")
    else:
        lost, won = ([part for part in parts if not part.startswith(NOTES)] for parts in differences(was, now))
        frees = lost == ["required"] and all(part.startswith("by default") for part in won)
        breaks = bool(lost or won) and not frees and (*lost, *won) not in WIDER
    return Level.MAJOR if breaks else Level.MINOR


def is_wider(subject: str, was: str, now: str) -> bool:
    """Whether a bound is wider than before."""
    if subject.endswith("at most"):
        return float(now) > float(was)
    return subject.endswith("at least") and float(now) < float(was)


def differences(was: str, now: str) -> tuple[list[str], list[str]]:
    """The parts that a value lost, and those that it gained."""
    before, after = was.split("; "), now.split("; ")
    return [part for part in before if part not in after], [part for part in after if part not in before]


def words(subject: str, was: str | None, now: str | None, level: Level, users: str) -> str:
    """What happened and how it affects users, as the rest of a sentence after the subject."""
    breaks = level is Level.MAJOR
    if level is Level.PATCH:
        return f": changed, which asks nothing of {users}"
    if MUST in subject:
        what = "no longer so" if now is None else "new" if was is None else f"it was {was}"
        return f" {now or was}: {what}{f'; {users} that keep to the old rule fail' if breaks else ''}"
    if now is None:
        return f": removed or renamed; {users} that use it fail"
    if was is None:
        return f": new{f', {now}' if now else ''}{f'; {users} of the last release lack it' if breaks else ''}"
    lost, won = map("; ".join, differences(was, now))
    what = f"it was {lost}, and is {won}" if lost and won else f"now {won}" if won else f"no longer {lost}"
    return f": {what}{f'; {users} that rely on it differ' if breaks else ''}"


def listed(things: list[str]) -> str:
    """Join things as in a sentence: "a, b and c"."""
    *most, last = things if len(things) <= MOST else [*things[: MOST - 1], f"{len(things) - MOST + 1} more"]
    return f"{', '.join(most)} and {last}" if most else last
