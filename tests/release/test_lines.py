"""The comparison of lines, whatever they are about."""

from __future__ import annotations

import pytest

from tools.surface.last import LAST, USERS
from tools.surface.lines import Level, changes, listed, surface, text
from tools.surface.version import ROOT

OLD = [
    "Client: a class",
    "Client(retry): by keyword; by default 3; of type int",
    "Client.get: a method; with result Task",
    "Client.get(task_id): argument 1; required; of type str",
    "limit must be at most: 1000",
    "code for out of time: 124",
    "wait --timeout: takes float range; by default 1800.0",
]

EDITS = [
    # the old line, its replacement, and the resulting sentence
    ("Client: a class", "", "MAJOR Client: removed or renamed; programs that use it fail"),
    ("Client.get: a method; with result Task", "", "MAJOR Client.get: removed or renamed; programs that use it fail"),
    (
        "Client.get: a method; with result Task",
        "Client.get: a method; awaited; with result Task",
        "MAJOR Client.get: now awaited; programs that rely on it differ",
    ),
    (
        "Client.get: a method; with result Task",
        "Client.get: a method; with result Task | None",
        "MINOR Client.get: it was with result Task, and is with result Task | None",
    ),
    (
        "Client(retry): by keyword; by default 3; of type int",
        "Client(retry): by keyword; by default 4; of type int",
        "MAJOR Client(retry): it was by default 3, and is by default 4; programs that rely on it differ",
    ),
    (
        "Client(retry): by keyword; by default 3; of type int",
        "Client(retry): by keyword; required; of type int",
        "MAJOR Client(retry): it was by default 3, and is required; programs that rely on it differ",
    ),
    (
        "Client.get(task_id): argument 1; required; of type str",
        "Client.get(task_id): argument 1; by default ''; of type str",
        "MINOR Client.get(task_id): it was required, and is by default ''",
    ),
    (
        "Client.get(task_id): argument 1; required; of type str",
        "Client.get(task_id): by keyword; required; of type str",
        "MAJOR Client.get(task_id): it was argument 1, and is by keyword; programs that rely on it differ",
    ),
    (
        "limit must be at most: 1000",
        "limit must be at most: 999",
        "MAJOR limit must be at most 999: it was 1000; programs that keep to the old rule fail",
    ),
    ("limit must be at most: 1000", "limit must be at most: 1001", "MINOR limit must be at most 1001: it was 1000"),
    ("limit must be at most: 1000", "", "MINOR limit must be at most 1000: no longer so"),
    ("", "limit must match: a", "MAJOR limit must match a: new; programs that keep to the old rule fail"),
    ("", "Client(proxy): by keyword; by default None", "MINOR Client(proxy): new, by keyword; by default None"),
    (
        "",
        "Client.get(name): argument 2; required",
        "MAJOR Client.get(name): new, argument 2; required; programs of the last release lack it",
    ),
    (
        "wait --timeout: takes float range; by default 1800.0",
        "wait --timeout: takes seconds; by default 1800.0",
        "MINOR wait --timeout: it was takes float range, and is takes seconds",
    ),
    (
        "wait --timeout: takes float range; by default 1800.0",
        "wait --timeout: takes seconds; by default 60.0",
        "MAJOR wait --timeout: it was takes float range; by default 1800.0, and is takes seconds; by default 60.0; "
        "programs that rely on it differ",
    ),
    ("", "spec, words: 1", "PATCH spec, words: changed, which asks nothing of programs"),
]


def test_each_edit_is_told_in_a_sentence() -> None:
    told = []
    for was, now, _ in EDITS:
        new = [line for line in [*OLD, now] if line and line != was]
        told.append(
            [f"{change.level.name} {change.sentence}" for change in changes(surface(OLD), surface(new), "programs")]
        )
    assert told == [[said] for _, _, said in EDITS]


def test_what_belongs_to_something_new_is_told_with_it() -> None:
    """Even if it would break something by itself: nobody has called it yet."""
    new = [*OLD, "Pager: a class", "Pager(size): argument 1; required", "Pager.next: a method", "Pager must be: closed"]
    assert [change.sentence for change in changes(surface(OLD), surface(new), "programs")] == ["Pager: new, a class"]


def test_what_is_the_same_of_many_is_said_once() -> None:
    new = [f"{name}.to_dict: a method" for name in "ABCDE"]
    (change,) = changes({}, surface(new), "programs")
    assert change.sentence == "A.to_dict, B.to_dict, C.to_dict and 2 more: new, a method"
    assert listed(["a", "b", "c", "d"]) == "a, b, c and d"


def test_nothing_is_said_twice() -> None:
    with pytest.raises(ValueError, match="a is said twice: 1, and 2"):
        surface(["a: 1", "b", "a: 2"])


@pytest.mark.parametrize("name", USERS)
def test_what_is_kept_is_sorted_and_read_as_it_was_written(name: str) -> None:
    kept = (ROOT / LAST / f"{name}.txt").read_text(encoding="utf-8")
    assert text(surface(kept.splitlines())) == kept
    assert Level.PATCH < Level.MINOR < Level.MAJOR
