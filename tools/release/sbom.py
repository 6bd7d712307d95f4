"""List the components of an installed kps-tasks as a CycloneDX bill of materials."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from importlib.metadata import requires
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from tools.surface.version import ReleaseError

PROJECT = "kps-tasks"
EXTRAS = ("cli", "mock")
LOCK = Path("requirements/demo.txt")


def write_sbom(root: Path, wheel: Path, version: str, target: Path) -> None:
    """Install *wheel* with all extras, at the locked versions, in a separate environment, and list the result."""
    with TemporaryDirectory() as scratch:
        python = Path(scratch) / "venv" / "bin" / "python"
        venv.create(python.parents[1], with_pip=False, symlinks=True)
        wanted = Path(scratch) / "requirements.txt"
        wanted.write_text("".join(locked(root / LOCK, closure(PROJECT, EXTRAS))))
        pip = ("-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--disable-pip-version-check")
        run(root, *pip, "--require-hashes", "--requirement", str(wanted))
        run(root, *pip, "--no-index", str(wheel))
        options = ("--output-reproducible", "--pyproject", str(root / "pyproject.toml"), "--mc-type", "library")
        listed = run(root, "-m", "cyclonedx_py", "environment", *options, str(python))
    bill = finished(json.loads(listed), version)
    target.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def closure(name: str, extras: tuple[str, ...]) -> set[NormalizedName]:
    """The names of everything that *name* with its *extras* needs, as installed here."""
    found: set[NormalizedName] = set()
    todo = [(name, extras)]
    while todo:
        name, extras = todo.pop()
        for requirement in map(Requirement, requires(name) or []):
            marker, needed = requirement.marker, canonicalize_name(requirement.name)
            if needed not in found and any(not marker or marker.evaluate({"extra": extra}) for extra in (*extras, "")):
                found.add(needed)
                todo.append((needed, tuple(requirement.extras)))
    return found


def locked(lock: Path, names: set[NormalizedName]) -> list[str]:
    """The entries of a hash-locked set for these names."""
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)
    found = {canonicalize_name(entry.partition("==")[0]): entry for entry in entries if "==" in entry}
    missing = names - found.keys()
    if missing:
        raise ReleaseError(f"{lock.name} lacks {', '.join(sorted(missing))}: run make lock")
    return [found[name] for name in sorted(names)]


def finished(bill: dict[str, Any], version: str) -> dict[str, Any]:
    """The bill with the version of its subject, which pyproject.toml leaves to the build."""
    subject = bill["metadata"]["component"]
    subject["version"] = version
    subject["purl"] = f"pkg:pypi/{PROJECT}@{version}"
    return bill


def run(root: Path, *words: str) -> str:
    """Run a module of this Python; return its output, or raise its error output as one error."""
    done = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"{' '.join(words[:4])} failed:\n{(done.stderr or done.stdout).strip()}")
    return done.stdout
