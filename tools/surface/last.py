"""The surfaces of this tree and of the last release, which `make prepare-release` records."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .commands import command_lines
from .lines import Change, Level, Surface, changes, surface, text
from .python import python_lines
from .spec import load, spec_lines
from .type_check import usage_changes
from .version import ROOT, SPEC, Version, tree_version

LAST: Final = Path("tools/surface/last")
USAGES: Final = Path("tools/surface/usages.py")
USERS: Final = {"spec": "clients", "python": "programs", "commands": "scripts"}  # of each surface


def surfaces(root: Path) -> dict[str, Surface]:
    """The surface of this tree."""
    return {
        "spec": surface(spec_lines(load(root / SPEC))),
        "python": surface(python_lines()),
        "commands": surface(command_lines()),
    }


def record(root: Path) -> None:
    """Record this tree as the last release."""
    folder = root / LAST
    (folder / "version.txt").write_text(f"{tree_version(root)}\n", encoding="utf-8")
    for name, lines in surfaces(root).items():
        (folder / f"{name}.txt").write_text(text(lines), encoding="utf-8")
    shutil.copy(root / USAGES, folder / USAGES.name)


def last_version(root: Path) -> Version:
    """The version of the last release."""
    return Version.of((root / LAST / "version.txt").read_text(encoding="utf-8").strip())


def all_changes(root: Path) -> list[Change]:
    """Everything that changed since the last release, the most serious first; wording only if nothing else changed."""
    found = sorted(changes_of(root), key=lambda change: -change.level)
    return [change for change in found if change.level > Level.PATCH] or found


def changes_of(root: Path) -> Iterator[Change]:
    """The changes in the spec, the Python packages and the commands."""
    for name, lines in surfaces(root).items():
        last = (root / LAST / f"{name}.txt").read_text(encoding="utf-8")
        yield from changes(surface(last.splitlines()), lines, USERS[name])
    yield from usage_changes(root / LAST / USAGES.name)


if __name__ == "__main__":
    record(ROOT)
