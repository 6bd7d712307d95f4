"""Report what changed since the last release, and fail if it breaks users without a new version.

``make check-changes``. A breaking change needs its version at once, because somebody must decide on it; additions may
accumulate under the old number until the next release.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .last import all_changes, last_version
from .lines import Change, Level
from .version import PACKAGE, ROOT, SPEC, Version, needed, tree_version

MARKS = {Level.MAJOR: "BREAKS", Level.MINOR: "news", Level.PATCH: "words"}


def report(changes: Sequence[Change], last: Version) -> Iterator[str]:
    """The changes as lines for a person."""
    yield f"Since {last}:" if changes else f"Nothing changed since {last}."
    for change in changes:
        yield f"  {MARKS[change.level]:<6}  {change.sentence}"


def verdict(changes: Sequence[Change], last: Version, version: Version) -> str | None:
    """Return why this tree must not pass; None if it may."""
    least = needed(last, changes)
    breaks = sum(change.level is Level.MAJOR for change in changes)
    if version >= least or (not breaks and version >= last):
        return None
    if not breaks:
        return f"This tree says version {version}, lower than {last} of the last release."
    what = "This change breaks" if breaks == 1 else f"These {breaks} changes break"
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
        last, version, changes = last_version(root), tree_version(root), all_changes(root)
    except (OSError, ValueError) as error:
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
