"""Where things stand: the two versions of this tree, and the record of the last release."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from .tree import load
from .versions import Version

ROOT: Final = Path(__file__).resolve().parents[2]
SPEC: Final = Path("openapi.yaml")
PACKAGE: Final = Path("wrapper/kps_tasks/_version.py")
USAGES: Final = Path("tests/package/usages.py")
LAST: Final = Path("tests/release/last")  # written by `make prepare-release`, not by hand


class ReleaseError(Exception):
    """Something about a release is not as it must be; the message is one line for the person at the terminal."""


def last_spec(root: Path) -> dict[str, Any]:
    """The spec of the last release."""
    return load(root / LAST / SPEC.name)


def last_surface(root: Path, name: str) -> Path:
    """Where the public Python API of a package, or the commands, of the last release are written down."""
    return root / LAST / f"{name}.txt"


def version_of(spec: dict[str, Any]) -> Version:
    """The version that a spec states."""
    return Version.of(spec["info"]["version"])


def tree_version(root: Path) -> Version:
    """The version of this tree: the package and the spec must state the same."""
    found = re.search(r'^__version__ = "(.*)"$', (root / PACKAGE).read_text(), re.MULTILINE)
    package, spec = found[1] if found else "none", load(root / SPEC)["info"]["version"]
    if package != spec:
        raise ReleaseError(f"{PACKAGE} says version {package}, {SPEC} (info.version) says {spec}: make them the same")
    try:
        return Version.of(spec)
    except ValueError as error:
        raise ReleaseError(f"{SPEC}, info.version: {error}") from None
