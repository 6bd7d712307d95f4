"""The fragments of the changelog: each has a valid name, and a text for users."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.surface.version import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
KINDS = [kind["directory"] for kind in SETTINGS["type"]]
NAME = re.compile(rf"\+[a-z0-9]+(-[a-z0-9]+)*\.({'|'.join(KINDS)})\.md")
FOLDER = ROOT / SETTINGS["directory"]


def problems(folder: Path) -> list[str]:
    """Return what is wrong with the fragments in a folder."""
    found = []
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8").strip()
        if path.name == "README.md":
            continue
        if not NAME.fullmatch(path.name):
            found.append(f"{path.name}: its name is not +some-words.kind.md with one of {', '.join(KINDS)}")
        elif not text.endswith(".") or text.startswith(("-", "*", "#")):
            found.append(f"{path.name}: its text is not a sentence")
    return found


def test_the_fragments_are_as_they_must_be() -> None:
    assert problems(FOLDER) == []


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("+new-thing.added.md", "A new thing.", None),
        ("+new-thing.feature.md", "A new thing.", "its name"),
        ("new-thing.added.md", "A new thing.", "its name"),
        ("+new-thing.added.md", "- A new thing.", "its text"),
        ("+new-thing.added.md", "", "its text"),
    ],
)
def test_what_is_wrong_with_a_fragment(tmp_path: Path, name: str, text: str, wrong: str | None) -> None:
    (tmp_path / name).write_text(text)
    assert [problem.split(": ")[1].split(" is")[0] for problem in problems(tmp_path)] == ([wrong] if wrong else [])


def test_every_fragment_is_gathered() -> None:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "1.2.3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "## 1.2.3 (" in done.stdout
    for path in FOLDER.glob("+*"):
        assert path.read_text().splitlines()[0] in done.stdout


def test_the_changelog_has_a_place_for_them() -> None:
    assert (ROOT / SETTINGS["filename"]).read_text().count("<!-- towncrier release notes start -->") == 1
