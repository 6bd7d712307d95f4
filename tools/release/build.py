"""Build everything that a release consists of into dist/, from what is committed.

``make release``, or ``make release TAG=v0.2.0`` to publish. The same commit gives the same bytes: all times are the
commit's. Documentation and clients are built by their own goals.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.surface.check import verdict
from tools.surface.last import all_changes, last_version
from tools.surface.version import ROOT, SPEC, ReleaseError, Version, tree_version

from .artifacts import all_files, listed_files, write_archive, write_spec, write_sums
from .checkout import commit_time, must_be_clean, released
from .sbom import write_sbom

PARTS = ("docs", "clients", "sbom")  # parts that need more than Python, or the network


def may_be_released(root: Path, tag: str | None) -> Version:
    """Return the version of a tree that can be released.

    Raises:
        ReleaseError: It cannot be released; the message says why.
    """
    must_be_clean(root)
    version, last = tree_version(root), last_version(root)
    changes = all_changes(root)
    problem = verdict(changes, last, version)
    if problem:
        raise ReleaseError(problem.splitlines()[0] + " See make check-changes.")
    if released(root, version):
        raise ReleaseError(f"{version} was released from another commit: run make prepare-release with a new version")
    if tag and tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but this tree has version {version}")
    if tag and (changes or version != last or f"\n## {version} " not in (root / "CHANGELOG.md").read_text()):
        raise ReleaseError(f"this tree was not prepared: run make prepare-release VERSION={version}")
    return version


def build(root: Path, version: str, without: Sequence[str]) -> Path:
    """Fill dist/ and return it."""
    dist = root / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    moment = int(os.environ.setdefault("SOURCE_DATE_EPOCH", str(commit_time(root))))
    run(root, sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist))
    write_spec(root / SPEC, dist, version)
    if "docs" not in without:
        run(root, "make", "docs")
        docs = root / "build" / "docs"
        write_archive(docs, all_files(docs), dist / f"kps-tasks-docs-{version}.tar.gz", moment)
    if "clients" not in without:
        run(root, "make", "clients")
        for folder in clients(root / "build" / "clients"):
            target = dist / f"kps-tasks-client-{folder.name}-{version}.tar.gz"
            write_archive(folder, listed_files(folder), target, moment)
    if "sbom" not in without:
        (wheel,) = dist.glob("*.whl")
        write_sbom(root, wheel, version, dist / f"kps-tasks-{version}.cdx.json")
    write_sums(dist)
    return dist


def clients(folder: Path) -> list[Path]:
    """The clients in other languages; Python's is the wheel."""
    found = sorted(path.parent for path in folder.glob("*/SHA256SUMS"))
    return [path for path in found if not path.name.startswith("python")]


def run(root: Path, *command: str) -> None:
    """Print a step and run it; show its output only if it fails."""
    step = " ".join(command[1:3] if command[0] == sys.executable else command)
    print(f"release: {step}", flush=True)
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(done.stdout, end="", file=sys.stderr)
        raise ReleaseError(f"`{step}` failed, see above; parts can be left out by WITHOUT='{' '.join(PARTS)}'")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the release; if that is impossible, print one line and return 1."""
    parser = argparse.ArgumentParser(prog="make release", description="Build a release into dist/.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    parser.add_argument("--tag", help="the tag that is published; it must be the version's, and the tree prepared")
    parser.add_argument("--without", nargs="*", default=(), choices=PARTS, help="parts to leave out")
    options = parser.parse_args(arguments)
    try:
        if options.tag and options.without:
            raise ReleaseError(f"a published release needs all its parts, including {' and '.join(options.without)}")
        version = may_be_released(options.root, options.tag)
        dist = build(options.root, str(version), options.without)
    except (OSError, ValueError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    for path in sorted(dist.iterdir()):
        print(f"{path.stat().st_size:>9,}  dist/{path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
