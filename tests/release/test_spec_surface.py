"""The surface of the spec: each kind of change is detected, rated correctly, and reported in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tools.surface.lines import Change, Level, changes, surface
from tools.surface.spec import load, spec_lines
from tools.surface.version import ROOT, SPEC

from .spec_edits import BREAKS, EDITS, NEWS, PROSE, Spec

NOW = load(ROOT / SPEC)


def edited(make: Callable[[Spec], object]) -> Spec:
    spec = deepcopy(NOW)
    make(spec)
    return spec


def found(old: Spec, new: Spec) -> list[Change]:
    """Return the changes between two specs, except wording."""
    told = changes(surface(spec_lines(old)), surface(spec_lines(new)), "clients")
    return [change for change in told if change.level > Level.PATCH]


def level(old: Spec, new: Spec) -> Level:
    """Return what the most serious change requires of users, wording aside."""
    return max((change.level for change in found(old, new)), default=Level.PATCH)


def test_what_an_edit_asks_of_users() -> None:
    asked = {name: level(NOW, edited(make)) for name, make, _ in EDITS}
    assert asked == {name: expected for name, _, expected in EDITS}
    assert len(asked) == len(BREAKS) + len(NEWS)


def test_what_taking_an_edit_back_asks_of_users() -> None:
    expected = {
        "parameter required": Level.MINOR,
        "lower maximum": Level.MINOR,
        "new bound": Level.MINOR,
        "bound of a field": Level.MINOR,
        "request body": Level.MAJOR,
        "default that clients send": Level.MAJOR,
        "closed choices": Level.MAJOR,
        "always sent": Level.MAJOR,
        "nullable": Level.MAJOR,
        "no credential for one": Level.MAJOR,
    }
    assert {name: level(edited(BREAKS[name]), NOW) for name in expected} == expected


def test_words_ask_nothing_of_users() -> None:
    assert {name: found(NOW, edited(make)) for name, make in PROSE.items()} == {name: [] for name in PROSE}


SENTENCES: list[tuple[Callable[[Spec], object], list[str]]] = [
    (
        BREAKS["operation renamed"],
        [
            "ListKeypairTask: removed or renamed; clients that use it fail",
            "ShowTask: new, GET /v3/{project_id}/tasks/{task_id}",
        ],
    ),
    (
        BREAKS["new parameter, required"],
        [
            "ListRunningTask, query parameter server_id: new, string; number 4; required; clients of the last "
            "release lack it",
        ],
    ),
    (
        BREAKS["parameter required"],
        [
            "ListFailedTask and ListRunningTask, query parameter limit: now required; clients that rely on it differ",
        ],
    ),
    (
        BREAKS["lower maximum"],
        [
            "ListFailedTask and ListRunningTask, query parameter limit must be at most 500: it was 1000; clients "
            "that keep to the old rule fail",
        ],
    ),
    (
        BREAKS["header removed"],
        [
            "ListFailedTask, ListKeypairTask and ListRunningTask, response 404, header X-Request-Id: removed or "
            "renamed; clients that use it fail",
        ],
    ),
    (
        BREAKS["type of a field"],
        ["RunningTask.task_time: it was string, and is integer; clients that rely on it differ"],
    ),
    (BREAKS["never null"], ["FailedTask.task_error_code: no longer nullable; clients that rely on it differ"]),
    (
        NEWS["bound dropped"],
        ["ListFailedTask and ListRunningTask, query parameter limit must be at least 1: no longer so"],
    ),
    (NEWS["operation"], ["Delete: new, DELETE /v3/{project_id}/failed-tasks"]),
    (NEWS["response"], ["ListKeypairTask, response 410: new"]),
]


def test_sentences() -> None:
    told = [[change.sentence for change in found(NOW, edited(make))] for make, _ in SENTENCES]
    assert told == [sentences for _, sentences in SENTENCES]


def leaves(node: object, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The position of each value in the spec."""
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(value, (*steps, key))
    else:
        yield steps


# The values of these keys are for people; below the CONTRACT keys, only those of OF_A_VALUE are.
WORDS = {"description", "summary", "example", "examples", "externalDocs", "x-enum-descriptions", "info"}
CONTRACT = {"x-kps-documented-default", "x-enum-varnames", "x-kps-values", "x-kps-known-values"}
OF_A_VALUE = {"evidence", "seen", "message", "advice"}


def is_words(steps: tuple[str | int, ...]) -> bool:
    for step in steps:
        if step in CONTRACT:
            return steps[-1] in OF_A_VALUE
        if step in WORDS or str(step).startswith("x-"):
            return True
    return steps[0] == "tags"


def test_no_value_of_the_spec_can_change_unnoticed() -> None:
    places = [steps for steps in leaves(NOW) if not is_words(steps)]
    assert len(places) > 300
    unnoticed, spec = [], deepcopy(NOW)
    for *steps, last in places:
        node: Any = spec
        for step in steps:
            node = node[step]
        before = node[last]
        node[last] = not before if isinstance(before, bool) else f"{before}1"
        try:
            if not found(NOW, spec):
                unnoticed.append((*steps, last))
        except KeyError:  # a dangling $ref: the spec is no longer valid
            assert last == "$ref"
        node[last] = before
    assert unnoticed == []
