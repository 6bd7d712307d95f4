"""The version that changes require."""

from __future__ import annotations

import pytest

from tools.surface.lines import Change, Level
from tools.surface.version import Version, needed

BREAK = Change(Level.MAJOR, "a")
NEWS = Change(Level.MINOR, "b")
WORDS = Change(Level.PATCH, "c")


@pytest.mark.parametrize(
    ("last", "changes", "least"),
    [
        ("1.4.2", [], "1.4.2"),
        ("1.4.2", [WORDS], "1.4.3"),
        ("1.4.2", [WORDS, NEWS], "1.5.0"),
        ("1.4.2", [NEWS, BREAK, WORDS], "2.0.0"),
        ("0.1.0", [NEWS], "0.1.1"),
        ("0.1.3", [BREAK], "0.2.0"),
        ("0.9.0", [BREAK], "0.10.0"),
    ],
)
def test_the_gravest_change_decides(last: str, changes: list[Change], least: str) -> None:
    assert str(needed(Version.of(last), changes)) == least


def test_versions_compare_as_numbers() -> None:
    assert Version.of("0.10.0") > Version.of("0.9.9")


@pytest.mark.parametrize("text", ["1.2", "v1.2.3", "01.2.3"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="three numbers"):
        Version.of(text)
