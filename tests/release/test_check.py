"""The gate as people see it: its output, and whether it fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.surface import check, last
from tools.surface.last import LAST, USAGES, record
from tools.surface.spec import load
from tools.surface.version import PACKAGE, ROOT, SPEC

from .spec_edits import BREAKS, NEWS, PROSE

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_type_checker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longest; one test covers it."""
    if "break_of_the_python_api" not in request.node.name:
        monkeypatch.setattr(last, "usage_changes", lambda usages: [])


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree as released."""
    for place in (PACKAGE, SPEC, LAST / "lines"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    for place in (SPEC, USAGES):
        shutil.copy(ROOT / place, tmp_path / place)
    release(tmp_path, "0.1.0")
    record(tmp_path)
    return tmp_path


def release(tree: Path, version: str) -> None:
    """State *version* in the tree."""
    (tree / PACKAGE).write_text(f'__version__ = "{version}"\n')
    edit(tree, lambda spec: spec["info"].update(version=version))


def edit(tree: Path, make: Callable[[dict[str, Any]], object]) -> None:
    spec = load(tree / SPEC)
    make(spec)
    (tree / SPEC).write_text(json.dumps(spec), encoding="utf-8")  # JSON is also YAML, and faster


def add(path: Path, line: str) -> None:
    """Change the record as if the last release had had another line."""
    path.write_text(path.read_text() + line + "\n")


def run(tree: Path) -> int:
    return check.main(["--root", str(tree)])


def test_passes_where_nothing_changed(tree: Path, capsys: Capture) -> None:
    assert run(tree) == 0
    assert capsys.readouterr().out == "Nothing changed since 0.1.0.\n"


def test_a_break_fails_with_a_sentence_until_the_version_says_so(tree: Path, capsys: Capture) -> None:
    edit(tree, BREAKS["type of a field"])
    assert run(tree) == 1
    assert capsys.readouterr() == (
        "",
        "Since 0.1.0:\n"
        "  BREAKS  RunningTask.task_time: it was string, and is integer; clients that rely on it differ\n\n"
        "This change breaks users of 0.1.0: the version must be at least 0.2.0, and this tree says 0.1.0.\n"
        "Take it back, or raise the version in wrapper/kps_tasks/_version.py and openapi.yaml (info.version).\n",
    )
    release(tree, "0.1.9")
    assert run(tree) == 1
    release(tree, "0.2.0")
    assert run(tree) == 0


def test_fails_for_a_break_of_the_python_api(tree: Path, capsys: Capture) -> None:
    add(tree / LAST / "python.txt", "kps_tasks.Client.tasks.find: a method; with result Task")
    (tree / LAST / USAGES.name).write_text("from kps_tasks import Client\n\nClient().tasks.find()\n")
    assert run(tree) == 1
    err = capsys.readouterr().err
    assert "BREAKS  kps_tasks.Client.tasks.find: removed or renamed; programs that use it fail" in err
    assert '`Client().tasks.find()` no longer type-checks: "Tasks" has no attribute "find"' in err
    assert "These 2 changes break users of 0.1.0" in err


def test_fails_for_a_break_of_the_commands(tree: Path, capsys: Capture) -> None:
    add(tree / LAST / "commands.txt", "kps-tasks show: a command")
    assert run(tree) == 1
    assert "BREAKS  kps-tasks show: removed or renamed; scripts that use it fail" in capsys.readouterr().err


def test_what_is_new_may_gather(tree: Path, capsys: Capture) -> None:
    edit(tree, NEWS["field"])
    edit(tree, PROSE["description"])
    assert run(tree) == 0
    assert capsys.readouterr().out == (
        "Since 0.1.0:\n  news    FailedTask.zone: new, string\n"
        "The next release is at least 0.1.1; this tree says 0.1.0.\n"
    )


def test_words_are_told_where_nothing_else_is(tree: Path, capsys: Capture) -> None:
    edit(tree, PROSE["description"])
    assert run(tree) == 0
    assert "  words   openapi.yaml, words: changed, which asks nothing of clients\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda tree: release(tree, "0.0.9"), "This tree says version 0.0.9, lower than 0.1.0 of the last release."),
        (
            lambda tree: (tree / PACKAGE).write_text('__version__ = "0.3.0"\n'),
            "_version.py says version 0.3.0, openapi.yaml (info.version) says 0.1.0: make them the same",
        ),
        (lambda tree: (tree / LAST / "spec.txt").unlink(), str(LAST / "spec.txt")),
        (
            lambda tree: (tree / SPEC).write_text("info:\n  version: [0.1.0\n"),
            "openapi.yaml, line 3: did not find expected ',' or ']'",
        ),
    ],
    ids=["version goes back", "two versions", "nothing recorded", "not YAML"],
)
def test_what_is_wrong_is_said_in_a_line(
    tree: Path, spoil: Callable[[Path], object], said: str, capsys: Capture
) -> None:
    spoil(tree)
    assert run(tree) == 1
    *_, line = capsys.readouterr().err.splitlines()
    assert said in line
