"""The Known* schemas: the description of each value, all in the same order."""

from __future__ import annotations

from keyword import iskeyword

import pytest

from kps_contract.spec import Node, openapi

KNOWN = {name: schema for name, schema in openapi().schemas.items() if name.startswith("Known")}
STATES = ["KnownTaskStatus", "KnownOperateType"]
PHASES = {"ready": "READY", "running": "RUNNING", "failed": "FAILED", "succeeded": "SUCCESS"}
OPERATIONS = ("RESET", "REPLACE", "UNBIND", "BIND")
WORDS = {
    "phase": set(PHASES),
    "operation": {"reset", "replace", "reset-or-replace", "unbind", "bind", "unknown"},
    "evidence": {"documented", "documented-twice", "example", "real-client", "inferred"},
}
RETRY = {"never", "always", "with-a-new-token", "on-502-and-504"}


def test_the_known_schemas() -> None:
    assert list(KNOWN) == [*STATES, "KnownErrorCode"]


def test_task_status_has_every_phase_of_every_operation() -> None:
    expected = [f"{phase}_{operation}" for operation in OPERATIONS for phase in PHASES.values()]
    assert KNOWN["KnownTaskStatus"]["enum"] == expected


def test_operate_type_has_every_phase_but_success() -> None:
    """Neither list has succeeded tasks; RUNNING also occurs alone."""
    expected = [f"{phase}_{operation}" for phase in ("FAILED", "RUNNING", "READY") for operation in OPERATIONS]
    assert sorted(KNOWN["KnownOperateType"]["enum"]) == sorted([*expected, "RUNNING"])


def test_lists_are_parallel() -> None:
    for known in KNOWN.values():
        assert list(known["x-kps-values"]) == known["enum"]
        assert len(known["x-enum-descriptions"]) == len(known["enum"])
        assert len(variable_names(known)) == len(known["enum"])


def test_values_and_their_names_are_unique_identifiers() -> None:
    for known in KNOWN.values():
        names = variable_names(known)
        assert len(set(known["enum"])) == len(known["enum"])
        assert len(set(names)) == len(names)
        assert [name for name in names if not name.isidentifier() or iskeyword(name)] == []


def test_variable_names_follow_the_error_codes() -> None:
    codes = KNOWN["KnownErrorCode"]
    assert codes["x-enum-varnames"] == [code.replace(".", "_") for code in codes["enum"]]


def test_every_value_is_described() -> None:
    for known in KNOWN.values():
        assert [
            value for value, text in zip(known["enum"], known["x-enum-descriptions"], strict=True) if not text
        ] == []


@pytest.mark.parametrize("name", STATES)
def test_words_about_a_state(name: str) -> None:
    for value, about in KNOWN[name]["x-kps-values"].items():
        assert {"operation", "evidence"} <= about.keys() <= {*WORDS, "seen"}, value
        for kind in about.keys() & WORDS.keys():
            assert about[kind] in WORDS[kind], f"{value}: {kind}"
        assert "seen" in about or about["evidence"] == "documented", f"{value}: where it was seen"


def test_task_status_says_phase_and_operation() -> None:
    """READY_RESET means ready and reset; of two operations, the one in the name comes first."""
    for value, about in KNOWN["KnownTaskStatus"]["x-kps-values"].items():
        operation = about["operation"].split("-or-")[0].upper()
        assert value == f"{PHASES[about['phase']]}_{operation}"


def test_operate_type_says_operation() -> None:
    """A value of operate_type has no phase of its own; the list that contains the task determines it."""
    for value, about in KNOWN["KnownOperateType"]["x-kps-values"].items():
        assert "phase" not in about, value
        assert about["operation"] == (value.partition("_")[2].lower() or "unknown"), value


def test_words_of_evidence_are_explained() -> None:
    explained = {line.split()[0] for line in openapi().document["x-kps-notes"].splitlines() if line.startswith("  ")}
    assert explained == WORDS["evidence"]


def test_words_about_an_error_code() -> None:
    for code, about in KNOWN["KnownErrorCode"]["x-kps-values"].items():
        assert {"status", "retry"} <= about.keys() <= {"status", "message", "retry", "advice", "reads"}, code
        assert about["retry"] in RETRY, code
        assert about["status"], code
        assert {status // 100 for status in about["status"]} <= {4, 5}, code


def variable_names(known: Node) -> list[str]:
    """The names of the constants in generated code: the values themselves if no others are given."""
    return list(known.get("x-enum-varnames") or known["enum"])
