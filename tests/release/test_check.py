"""The gate as a person meets it: what it prints, and whether it fails."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import check
from .places import LAST, PACKAGE, ROOT, SPEC, USAGES, last_surface
from .record import record
from .spec_edits import EDITS
from .tree import load

BREAKS = ("status-value-removed", "parameter-required", "operation-renamed")


@pytest.fixture(autouse=True)
def no_type_checker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longest; one test has it."""
    if "break_of_the_python_api" not in request.node.name:
        monkeypatch.setattr(check, "usage_changes", lambda usages: [])


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree as it was released."""
    for place in (PACKAGE, SPEC, USAGES, LAST):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    for place in (SPEC, USAGES):
        shutil.copy(ROOT / place, tmp_path / place)
    release(tmp_path, "0.1.0")
    record(tmp_path)
    return tmp_path


def release(tree: Path, version: str) -> None:
    """State *version* in the tree."""
    (tree / PACKAGE).write_text(f'__version__ = "{version}"\n')
    write(tree / SPEC, lambda spec: spec["info"].update(version=version))


def write(path: Path, make: Callable[[dict[str, Any]], object]) -> None:
    spec = load(path)
    make(spec)
    path.write_text(json.dumps(spec), encoding="utf-8")  # JSON is YAML too, and quicker


def edit(tree: Path, name: str) -> str:
    """Make the edit of that name; give the sentence that must be said."""
    (found,) = (edit for edit in EDITS if edit.name == name)
    write(tree / SPEC, found.make)
    return found.expected[0].split(" ", 2)[2]


def run(tree: Path) -> int:
    return check.main(["--root", str(tree)])


def test_passes_where_nothing_changed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree) == 0
    assert capsys.readouterr().out == "Nothing changed since 0.1.0.\n"


@pytest.mark.parametrize("name", BREAKS)
def test_fails_for_a_break_with_a_sentence(tree: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = edit(tree, name)
    assert run(tree) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(rf"^  (changed|removed) +BREAKS +{re.escape(sentence)}$", err, re.MULTILINE)
    assert "users of 0.1.0: the version must be at least 0.2.0, and this tree says 0.1.0." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_passes_with_the_version_that_says_so(tree: Path, name: str) -> None:
    edit(tree, name)
    release(tree, "0.1.9")
    assert run(tree) == 1
    release(tree, "0.2.0")
    assert run(tree) == 0


def test_fails_for_a_break_of_the_python_api(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As if the last release had had one method more, and code that calls it."""
    last = last_surface(tree, "kps_tasks")
    last.write_text(last.read_text().replace("    def get(", "    def find(self) -> Task: ...\n    def get("))
    (tree / LAST / USAGES.name).write_text("from kps_tasks import Client\n\nClient().tasks.find()\n")
    assert run(tree) == 1
    err = capsys.readouterr().err
    assert "BREAKS  kps_tasks.Client.tasks.find: removed or renamed: code that uses it fails" in err
    assert '`Client().tasks.find()` no longer type-checks: "Tasks" has no attribute "find"' in err
    assert "These 2 changes break users of 0.1.0" in err


def test_fails_for_a_break_of_the_commands(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last = last_surface(tree, "commands")
    last.write_text(last.read_text() + "kps-tasks show: a command\n")
    assert run(tree) == 1
    assert "BREAKS  kps-tasks show: removed or renamed: scripts that use it fail" in capsys.readouterr().err


def test_what_is_new_may_gather(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = edit(tree, "field-added")
    assert run(tree) == 0
    out = capsys.readouterr().out
    assert sentence in out
    assert out.endswith("The next release is at least 0.1.1; this tree says 0.1.0.\n")


def test_the_two_versions_must_be_the_same(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / PACKAGE).write_text('__version__ = "0.3.0"\n')
    assert run(tree) == 1
    assert "_version.py says version 0.3.0, openapi.yaml (info.version) says 0.1.0" in capsys.readouterr().err


def test_a_version_must_not_go_back(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release(tree, "0.0.9")
    assert run(tree) == 1
    assert "lower than 0.1.0" in capsys.readouterr().err


def test_a_missing_record_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / LAST / SPEC).unlink()
    assert run(tree) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(LAST / SPEC) in line


def test_a_spec_that_is_no_yaml_is_named_with_its_line(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / SPEC).write_text("info:\n  version: [0.1.0\n")
    assert run(tree) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "openapi.yaml, line 3: did not find expected ',' or ']'" in line
