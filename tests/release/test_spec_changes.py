"""The comparison of two specs: each edit is found, with the sentence that a person reads, and nothing else is said."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from .change import Level
from .edit import Edit
from .edits_of_edits import PAIRS
from .places import ROOT, SPEC
from .spec_changes import spec_changes
from .spec_edits import EDITS
from .tree import load

NOW = load(ROOT / SPEC)

# Only people and tools that read the spec act on what is below these; a change there is one of words.
WORDS = {
    "description",
    "summary",
    "title",
    "example",
    "examples",
    "externalDocs",
    "x-enum-descriptions",
    "info",
    "tags",
}
CONTRACT = {"x-kps-documented-default", "x-enum-varnames", "x-kps-values", "x-kps-known-values"}


def edited(edit: Edit) -> dict[str, Any]:
    spec = deepcopy(NOW)
    edit.make(spec)
    return spec


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_each_edit_is_told_in_a_sentence(edit: Edit) -> None:
    found = spec_changes(NOW, edited(edit))
    assert [f"{change.level.name.lower()} {change.kind} {change}" for change in found] == edit.expected


@pytest.mark.parametrize("index", range(len(PAIRS)))
def test_each_edit_of_an_edited_spec_is_told_in_a_sentence(index: int) -> None:
    first, second, expected = PAIRS[index]
    old = deepcopy(NOW)
    first(old)
    new = deepcopy(old)
    second(new)
    assert [f"{change.level.name.lower()} {change.kind} {change}" for change in spec_changes(old, new)] == expected


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_taking_an_edit_back_is_a_change_too(edit: Edit) -> None:
    assert spec_changes(edited(edit), NOW)


def test_nothing_is_said_of_the_same_spec() -> None:
    assert spec_changes(NOW, deepcopy(NOW)) == []


def test_the_version_itself_is_no_change() -> None:
    spec = deepcopy(NOW)
    spec["info"]["version"] = "9.9.9"
    assert spec_changes(NOW, spec) == []


def test_two_edits_are_both_told() -> None:
    first, second = (edit for edit in EDITS if edit.name in ("operation-renamed", "parameter-required"))
    spec = edited(first)
    second.make(spec)
    assert {str(change) for change in spec_changes(NOW, spec)} == {
        text.split(" ", 2)[2] for edit in (first, second) for text in edit.expected
    }


def leaves(node: object, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where each value of the spec stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*steps, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, (*steps, index))
    else:
        yield steps


def other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}x"


def is_words(steps: tuple[str | int, ...]) -> bool:
    for step in steps:
        if step in CONTRACT:
            return steps[-1] in ("evidence", "seen", "message")
        if step in WORDS or str(step).startswith("x-"):
            return True
    return False


def test_no_value_of_the_spec_can_change_unnoticed() -> None:
    """Whatever is neither words nor notes is told as more than a change of words."""
    places = [steps for steps in leaves(NOW) if not is_words(steps)]
    assert len(places) > 300
    unnoticed = []
    for steps in places:
        spec = deepcopy(NOW)
        node: Any = spec
        for step in steps[:-1]:
            node = node[step]
        last = steps[-1]
        node[last] = other(node[last])
        try:
            if max(change.level for change in spec_changes(NOW, spec)) is Level.PATCH:
                unnoticed.append(steps)
        except KeyError:  # a $ref that leads nowhere: the spec is no longer valid
            assert last == "$ref"
    assert unnoticed == []
