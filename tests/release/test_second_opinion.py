"""Another tool on the same edits: oasdiff must not rate any of them more serious than the gate does.

``make check-changes-oasdiff``; skipped where oasdiff is not on the path.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.surface.lines import Level
from tools.surface.spec import load
from tools.surface.version import ROOT, SPEC

from .spec_edits import EDITS, Spec

LEVELS = {1: Level.MINOR, 2: Level.MAJOR, 3: Level.MAJOR}  # its INFO, WARN, ERR


@pytest.mark.skipif(shutil.which("oasdiff") is None, reason="oasdiff is not on the path")
def test_oasdiff_sees_nothing_graver(tmp_path: Path) -> None:
    graver = []
    for name, make, level in EDITS:
        theirs = rating(make, tmp_path / "openapi.json")
        print(f"{name:<32} {level.name:<6} here, {theirs.name if theirs else 'refused':<6} there")
        if theirs and theirs > level:
            graver.append(name)
    assert graver == []


def rating(make: Callable[[Spec], object], path: Path) -> Level | None:
    """How oasdiff rates an edit: a patch if it reports nothing, None if it cannot read the edited spec."""
    spec = load(ROOT / SPEC)
    make(spec)
    path.write_text(json.dumps(spec), encoding="utf-8")
    command = ["oasdiff", "changelog", "--format", "json", str(ROOT / SPEC), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:  # such as a dangling reference
        return None
    return max((LEVELS[change["level"]] for change in json.loads(done.stdout or "[]")), default=Level.PATCH)
