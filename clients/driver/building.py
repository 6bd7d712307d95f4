"""Make a client from its recipe: the generated code, the folder's own files, and what its tools make of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .recipes import ROOT, Recipe, RecipeError, search_path

LONGEST = 1200  # seconds of one command; the first one of a language downloads what it needs
MANIFEST = "SHA256SUMS"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NOT_COPIED = {"recipe.yaml", "__pycache__", "node_modules", "target"}  # the last three are left there by tools


def build(recipe: Recipe) -> int:
    """Make the client in its folder of build/clients, and return the number of its source files.

    Raises:
        RecipeError: A tool refused.
    """
    sources = {"LICENSE": (ROOT / "LICENSE").read_bytes()} | generate(recipe) | own_files(recipe)
    lay_out(sources, recipe.built)
    for command in recipe.build:
        run(command, recipe.built)
    return len(sources)


def generate(recipe: Recipe) -> dict[str, bytes]:
    """Return the generated files of a client by their path; none, where the recipe has no generator."""
    if not recipe.generator:
        return {}
    package, _, pinned = recipe.generator.partition("==")
    try:
        installed = version(package)
    except PackageNotFoundError:
        installed = "missing"
    if installed != pinned:
        raise RecipeError(f"{recipe.generator} is wanted and {installed} here; requirements/clients.txt pins it")
    with tempfile.TemporaryDirectory() as scratch:
        config, output = Path(scratch, "config.json"), Path(scratch, "output")
        nothing_else = {f"{part}{kind}": "false" for part in ("api", "model") for kind in ("Tests", "Docs")}
        config.write_text(json.dumps(recipe.config | {"globalProperties": nothing_else}))
        run(f"{package} generate -i {ROOT / 'openapi.yaml'} -c {config} -o {output}", ROOT)
        kept = {path for pattern in recipe.keep for path in output.glob(pattern) if path.is_file()}
        return {f"client/{path.relative_to(output).as_posix()}": path.read_bytes() for path in sorted(kept)}


def own_files(recipe: Recipe) -> dict[str, bytes]:
    """Return the files of the recipe's folder that belong to the client."""
    found = {path.relative_to(recipe.folder): path for path in sorted(recipe.folder.rglob("*")) if path.is_file()}
    return {name.as_posix(): path.read_bytes() for name, path in found.items() if not NOT_COPIED & {*name.parts}}


def lay_out(sources: dict[str, bytes], folder: Path) -> None:
    """Make *folder* have these sources, touch none that is right, and remove those of an earlier run."""
    manifest = folder / MANIFEST
    earlier = [line.split(maxsplit=1)[1] for line in manifest.read_text().splitlines()] if manifest.exists() else []
    for name in set(earlier) - sources.keys():
        (folder / name).unlink(missing_ok=True)
    for name, content in sources.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(sources.items())]
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write_text("".join(lines))


def run(command: str, folder: Path, *, environment: dict[str, str] | None = None, stdin: str = "") -> str:
    """Run one command of a recipe and return what it printed.

    Raises:
        RecipeError: It failed, or took too long; the message has the end of its output.
    """
    try:
        done = subprocess.run(
            shlex.split(command),
            check=False,
            cwd=folder,
            env=os.environ | {"PATH": search_path()} | (environment or {}),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RecipeError(f"`{command}` did not run: {error}") from None
    if done.returncode:
        lines = [line for line in COLOUR.sub("", done.stdout + done.stderr).splitlines() if line.strip()]
        raise RecipeError("\n    ".join([f"`{command}` failed:", *lines[-40:]]))
    return done.stdout
