"""Write down what the next changes are compared with: the spec, the public Python API, and how users write."""

from __future__ import annotations

import shutil
from pathlib import Path

from .command_surface import NAME, command_surface
from .places import LAST, SPEC, USAGES, last_surface
from .python_surface import PACKAGES, surface


def record(root: Path) -> None:
    """Make this tree the last release."""
    (root / LAST).mkdir(exist_ok=True)
    for place in (SPEC, USAGES):
        shutil.copy(root / place, root / LAST / place.name)
    for package in PACKAGES:
        last_surface(root, package).write_text(surface(package), encoding="utf-8")
    last_surface(root, NAME).write_text(command_surface(), encoding="utf-8")
