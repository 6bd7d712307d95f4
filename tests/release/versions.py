"""What version the changes ask for, by Semantic Versioning and, before 1.0.0, one place lower."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from .change import Change, Level


@frozen(order=True)
class Version:
    """A version of three numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def of(cls, text: str) -> Version:
        """Read "1.2.3"."""
        if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", text):
            raise ValueError(f"{text!r} is no version: it takes three numbers, such as 0.2.0")
        return cls(*map(int, text.split(".")))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def next(self, level: Level) -> Version:
        """The lowest version after this one that may hold a change of *level*.

        Before 1.0.0 a break raises the second number, and all else the third, as package managers expect.
        """
        if self.major == 0:
            level = Level.MINOR if level is Level.MAJOR else Level.PATCH
        if level is Level.MAJOR:
            return Version(self.major + 1, 0, 0)
        if level is Level.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def needed(last: Version, changes: Iterable[Change]) -> Version:
    """The lowest version that may hold *changes* since *last*; *last* itself without any."""
    levels = [change.level for change in changes]
    return last.next(max(levels)) if levels else last
