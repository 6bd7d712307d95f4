"""Say what changed since the last release, and fail when that breaks users without a version that says so.

``make check-changes``. A break asks for its version at once, as somebody has to decide on it; what is only new may
gather under the old number until the next release.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .change import Change, Level, joined
from .command_surface import NAME, command_changes, command_surface
from .places import LAST, PACKAGE, ROOT, SPEC, USAGES, ReleaseError, last_spec, last_surface, tree_version, version_of
from .python_changes import python_changes
from .python_surface import PACKAGES, surface
from .python_usages import usage_changes
from .spec_changes import spec_changes
from .tree import load
from .versions import Version, needed


def all_changes(root: Path) -> list[Change]:
    """Everything that changed since the last release: in the spec, the Python API, the commands."""
    found = spec_changes(last_spec(root), load(root / SPEC))
    for package in PACKAGES:
        last = last_surface(root, package).read_text(encoding="utf-8")
        found += python_changes(package, last, surface(package))
    found += joined(command_changes(last_surface(root, NAME).read_text(encoding="utf-8"), command_surface()))
    found += usage_changes(root / LAST / USAGES.name)
    return sorted(found, key=lambda change: -change.level)


def report(changes: Sequence[Change], last: Version) -> Iterator[str]:
    """The changes as lines for a person."""
    yield f"Since {last}:" if changes else f"Nothing changed since {last}."
    for change in changes:
        mark = "BREAKS" if change.level is Level.MAJOR else ""
        yield f"  {change.kind:<8} {mark:<7} {change}"


def verdict(changes: Sequence[Change], last: Version, version: Version) -> str | None:
    """Why this tree must not pass; None if it may."""
    least = needed(last, changes)
    breaks = [change for change in changes if change.level is Level.MAJOR]
    if version >= least or (not breaks and version >= last):
        return None
    if not breaks:
        return f"This tree says version {version}, lower than {last} of the last release."
    what = "This change breaks" if len(breaks) == 1 else f"These {len(breaks)} changes break"
    return (
        f"{what} users of {last}: the version must be at least {least}, and this tree says {version}.\n"
        f"Take it back, or raise the version in {PACKAGE} and {SPEC} (info.version)."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate; 1 if it fails."""
    parser = argparse.ArgumentParser(prog="make check-changes", description="Compare with the last release.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    root = parser.parse_args(arguments).root
    try:
        last, version = version_of(last_spec(root)), tree_version(root)
        changes = all_changes(root)
    except (ReleaseError, OSError, ValueError) as error:
        print(f"check-changes: {error}", file=sys.stderr)
        return 1
    problem = verdict(changes, last, version)
    if problem:
        print(*report(changes, last), "", problem, sep="\n", file=sys.stderr)
        return 1
    print(*report(changes, last), sep="\n")
    if changes:
        print(f"The next release is at least {needed(last, changes)}; this tree says {version}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
