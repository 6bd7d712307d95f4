"""Type-check what users of the last release wrote against the packages of this tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mypy import api

from .change import Change, changed
from .places import ROOT

_ERROR = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: (?P<text>.*?)(  \[[\w-]+\])?$")


def usage_changes(usages: Path) -> list[Change]:
    """List each line of *usages* that no longer type-checks."""
    options = ("--no-error-summary", "--no-pretty", "--hide-error-context")
    places = ("--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"))
    out, err, status = api.run([*options, *places, str(usages)])
    if status > 1:
        raise ValueError(f"mypy could not check {usages.name}: {(out + err).strip()}")
    return list(errors(out, usages.read_text(encoding="utf-8").splitlines()))


def errors(output: str, lines: list[str]) -> Iterator[Change]:
    """What mypy said, with the line that it is about."""
    for found in filter(None, map(_ERROR.match, output.splitlines())):
        line = lines[int(found["line"]) - 1].strip()
        yield changed("code of the last release", f"`{line}` no longer type-checks: {found['text']}")
