"""Versions: that of this tree, and the one that its changes require.

Follows Semantic Versioning; before 1.0.0, a breaking change raises the second number and any other the third, as
package managers expect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from .lines import Change, Level
from .spec import load

ROOT: Final = Path(__file__).resolve().parents[2]
SPEC: Final = Path("openapi.yaml")
PACKAGE: Final = Path("wrapper/kps_tasks/_version.py")


class ReleaseError(ValueError):
    """Something is not ready for a release; the message is for the person at the terminal."""


class Version(NamedTuple):
    """A version of three numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def of(cls, text: str) -> Version:
        """Read "1.2.3"."""
        if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", text):
            raise ReleaseError(f"{text!r} is not a version: it takes three numbers, such as 0.2.0")
        return cls(*map(int, text.split(".")))

    def __str__(self) -> str:
        return ".".join(map(str, self))

    def next(self, level: Level) -> Version:
        """The lowest version after this one that allows a change of *level*."""
        if self.major == 0:
            level = Level.MINOR if level is Level.MAJOR else Level.PATCH
        if level is Level.MAJOR:
            return Version(self.major + 1, 0, 0)
        return Version(self.major, self.minor + 1, 0) if level is Level.MINOR else self._replace(patch=self.patch + 1)


def needed(last: Version, changes: Iterable[Change]) -> Version:
    """The lowest version that allows *changes* since *last*; *last* itself if there are none."""
    levels = [change.level for change in changes]
    return last.next(max(levels)) if levels else last


def tree_version(root: Path) -> Version:
    """The version of this tree: the package and the spec must state the same."""
    found = re.search(r'^__version__ = "(.*)"$', (root / PACKAGE).read_text(encoding="utf-8"), re.MULTILINE)
    package, spec = found[1] if found else "none", load(root / SPEC)["info"]["version"]
    if package != spec:
        raise ReleaseError(f"{PACKAGE} says version {package}, {SPEC} (info.version) says {spec}: make them the same")
    return Version.of(spec)
