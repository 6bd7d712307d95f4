"""Type-check code written for the last release against the packages of this tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mypy import api

from .lines import Change, Level
from .version import ROOT

ERROR = re.compile(r"[^:]+:(?P<line>\d+): error: (?P<text>.*?)(  \[[\w-]+\])?")


def usage_changes(usages: Path) -> Iterator[Change]:
    """Each line of *usages* that no longer type-checks."""
    options = ("--no-error-summary", "--no-pretty", "--hide-error-context")
    places = ("--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"))
    out, err, status = api.run([*options, *places, str(usages)])
    if status > 1:
        raise ValueError(f"mypy could not check {usages.name}: {(out + err).strip()}")
    lines = usages.read_text(encoding="utf-8").splitlines()
    for found in filter(None, map(ERROR.fullmatch, out.splitlines())):
        line = lines[int(found["line"]) - 1].strip()
        sentence = f"code of the last release: `{line}` no longer type-checks: {found['text']}"
        yield Change(Level.MAJOR, sentence)
