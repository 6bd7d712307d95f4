"""What git reports about the tree: whether it is clean, the time of its commit, and the tags."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools.surface.version import ReleaseError


def git(root: Path, *words: str) -> str:
    """Return the output of a git command.

    Raises:
        ReleaseError: git is missing, or refused.
    """
    try:
        command = ["git", *words]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ReleaseError("git is needed for a release") from None
    if done.returncode:
        raise ReleaseError(f"a release is made from a git checkout: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.strip()


def must_be_clean(root: Path) -> None:
    """Refuse a tree with uncommitted changes."""
    changed = [line.split(maxsplit=1)[1] for line in git(root, "status", "--porcelain").splitlines()]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise ReleaseError(f"not everything is committed: {changed[0]}{more}; commit or stash the changes")


def commit_time(root: Path) -> int:
    """The time of this tree's commit, in seconds since 1970."""
    return int(git(root, "log", "-1", "--format=%ct"))


def released(root: Path, version: object) -> bool:
    """Whether a commit other than this one has the version's tag."""
    tag = f"v{version}"
    if not git(root, "tag", "--list", tag):
        return False
    return git(root, "rev-list", "-1", tag) != git(root, "rev-parse", "HEAD")
