"""Ask another tool about the same edits: oasdiff must rate none of them graver than the gate does.

``make check-changes-oasdiff``; needs oasdiff on the path: ``go install github.com/oasdiff/oasdiff@v1.18.3``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from .change import Level
from .places import ROOT, SPEC
from .spec_changes import spec_changes
from .spec_edits import EDITS
from .tree import load

LEVELS = {1: Level.MINOR, 2: Level.MAJOR, 3: Level.MAJOR}  # its INFO, WARN, ERR


def rating(tool: str, old: Path, new: dict[str, Any]) -> Level | None:
    """How oasdiff rates what changed: a patch where it says nothing, None where it refuses the spec."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "openapi.json"
        path.write_text(json.dumps(new), encoding="utf-8")
        command = [tool, "changelog", "--format", "json", str(old), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:  # a reference that leads nowhere, say
        return None
    found = json.loads(done.stdout or "[]")
    found = found.get("changes", []) if isinstance(found, dict) else found
    return max((LEVELS[change["level"]] for change in found), default=Level.PATCH)


def main() -> int:
    """Print a line for each edit; 1 if oasdiff sees more in one than the gate."""
    tool = shutil.which("oasdiff")
    if tool is None:
        print("oasdiff is not on the path; try: go install github.com/oasdiff/oasdiff@v1.18.3", file=sys.stderr)
        return 1
    now, graver, lower = load(ROOT / SPEC), 0, 0
    print(f"{'edit':<36} {'gate':<6} oasdiff")
    for edit in EDITS:
        spec = deepcopy(now)
        edit.make(spec)
        ours = max(change.level for change in spec_changes(now, spec))
        theirs = rating(tool, ROOT / SPEC, spec)
        words = "refuses the spec" if theirs is None else theirs.name.lower()
        graver += theirs is not None and theirs > ours
        lower += theirs is not None and theirs < ours
        mark = "" if theirs is None or theirs == ours else "graver" if theirs > ours else "lower"
        print(f"{edit.name:<36} {ours.name.lower():<6} {words:<6} {mark}".rstrip())
    print(f"{len(EDITS)} edits: oasdiff rates {graver} graver than the gate, and {lower} lower.")
    return 1 if graver else 0


if __name__ == "__main__":
    sys.exit(main())
