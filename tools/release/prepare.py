"""Make this tree the next release: its version, its changelog, and the record for the next comparison.

``make prepare-release VERSION=0.2.0``. A person commits and tags the result.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.surface.check import report
from tools.surface.last import all_changes, last_version, record
from tools.surface.lines import Level
from tools.surface.version import PACKAGE, ROOT, SPEC, ReleaseError, Version, needed

from .checkout import must_be_clean, released

FRAGMENTS = Path("changelog.d")


def prepare(root: Path, version: Version, say: Callable[[str], None]) -> None:
    """Set the version, collect the changelog, generate, and record.

    Raises:
        ReleaseError: The tree is not clean, the version is too low, or the changelog is empty.
    """
    must_be_clean(root)
    last, changes = last_version(root), all_changes(root)
    for line in report(changes, last):
        say(line)
    first = version == last and not released(root, last)  # recorded, but never released
    if not first and version < (least := max(needed(last, changes), last.next(min(Level)))):
        raise ReleaseError(f"{version} is too low after {last}: these changes need at least {least}")
    if not [path for path in (root / FRAGMENTS).glob("*.md") if path.name != "README.md"]:
        raise ReleaseError(f"{FRAGMENTS}/ is empty: say there what users notice, then prepare the release")
    set_version(root / PACKAGE, r'^__version__ = "(.*)"$', version)
    set_version(root / SPEC, r"^  version: (.*)$", version)
    run(root, "-m", "tools.generate", "write")
    run(root, "-m", "towncrier", "build", "--yes", "--version", str(version))
    record(root)


def set_version(path: Path, pattern: str, version: Version) -> None:
    """Write *version* in place of the old one, which *pattern* finds."""
    text = path.read_text(encoding="utf-8")
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        raise ReleaseError(f"{path.name} has no line that matches {pattern}")
    path.write_text(text[: found.start(1)] + str(version) + text[found.end(1) :], encoding="utf-8")


def run(root: Path, *words: str) -> None:
    """Run a tool of this project."""
    done = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"{' '.join(words[:2])} failed: {(done.stderr or done.stdout).strip()}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the release; if that is impossible, print one line and return 1."""
    parser = argparse.ArgumentParser(prog="make prepare-release", description="Prepare a release.")
    parser.add_argument("version", help="its version, such as 0.2.0")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    options = parser.parse_args(arguments)
    try:
        version = Version.of(options.version)
        prepare(options.root, version, print)
    except (OSError, ValueError) as error:
        print(f"prepare-release: {error}", file=sys.stderr)
        return 1
    print(f"Ready. Look at the differences, then: git commit -am 'Release {version}' && git tag v{version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
