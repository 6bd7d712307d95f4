"""Generate the client from the spec, or report how the committed one differs from a fresh one.

Used by ``make generate`` and ``make check-generated``. The client is always generated from scratch in a temporary
folder and put in place as a whole, because the generator itself leaves files of earlier runs behind.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from kps_contract.spec import load
from tools.facts import facts
from tools.repeated_facts import repeated_facts

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("generated/kps_tasks_client")
INPUTS = ("openapi.yaml", "generator-config.yaml")
TEMPLATES = Path("tools/templates")
TOOLS = ("openapi-python-client", "ruff")
RECORD = "generated_from.json"


class GenerationError(Exception):
    """The generator refused the spec."""


def inputs(root: Path) -> dict[str, str]:
    """The client's inputs: the digest of each input file and the version of each tool."""
    templates = sorted(path.relative_to(root).as_posix() for path in (root / TEMPLATES).glob("*.jinja"))
    digests = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in (*INPUTS, *templates)}
    return digests | {name: version(name) for name in TOOLS}


def generate(root: Path, target: Path) -> None:
    """Generate the client of *root*'s spec into *target*, which must not exist."""
    path = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
            *("--path", str(root / INPUTS[0]), "--config", str(root / INPUTS[1]), "--output-path", str(target)),
            *("--custom-template-path", str(root / TEMPLATES)),
        ],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GenerationError(f"openapi-python-client refused openapi.yaml:\n{done.stdout}{done.stderr}")
    _hide_token(target / "client.py")
    (target / "facts.py").write_text(facts(load(root / INPUTS[0])), encoding="utf-8")
    for hook in load(root / INPUTS[1])["post_hooks"]:
        subprocess.run(shlex.split(hook), cwd=target, env=os.environ | {"PATH": path}, check=True)
    (target / "py.typed").touch()
    (target / RECORD).write_text(json.dumps(inputs(root), indent=2) + "\n")


def _hide_token(client: Path) -> None:
    """Keep the token out of the client's repr: one word in a template of 260 lines, which is not worth a copy."""
    text = client.read_text(encoding="utf-8")
    if text.count("    token: str\n") != 1:
        raise GenerationError("client.py of openapi-python-client has changed: where is the token?")
    client.write_text(text.replace("    token: str\n", "    token: str = field(repr=False)\n"), encoding="utf-8")


def files(package: Path) -> dict[str, bytes]:
    """Every file below *package* by its relative path; none if there is no such folder."""
    found = (path for path in sorted(package.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in found}


def stale_inputs(root: Path) -> list[str]:
    """The inputs that have changed since the committed client was generated."""
    try:
        recorded = json.loads((root / PACKAGE / RECORD).read_text())
        return [name for name, value in inputs(root).items() if recorded.get(name) != value]
    except (OSError, ValueError, AttributeError):
        return []


def differences(committed: dict[str, bytes], fresh: dict[str, bytes], stale: list[str]) -> Iterator[str]:
    """One line for each file that differs from the generator's."""
    because = f"stale: {', '.join(stale)} changed since it was generated" if stale else "edited by hand"
    for name in sorted(committed.keys() | fresh.keys()):
        if name not in committed:
            yield f"{PACKAGE / name}: missing"
        elif name not in fresh:
            yield f"{PACKAGE / name}: not a file that the generator makes"
        elif committed[name] != fresh[name]:
            yield f"{PACKAGE / name}: {because}"


def write(root: Path) -> None:
    """Replace the committed client with a fresh one, completely or not at all."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / PACKAGE.name
        generate(root, fresh)
        shutil.rmtree(root / PACKAGE, ignore_errors=True)
        shutil.copytree(fresh, root / PACKAGE)


def check(root: Path) -> list[str]:
    """How the committed client differs from a fresh one; empty if it does not."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / PACKAGE.name
        generate(root, fresh)
        found = list(differences(files(root / PACKAGE), files(fresh), stale_inputs(root)))
    beside = (name for name in files(root / PACKAGE.parent) if not name.startswith(f"{PACKAGE.name}/"))
    return found + [f"{PACKAGE.parent / name}: not a file that the generator makes" for name in beside]


def main(arguments: list[str] | None = None) -> int:
    """Write the client, or check the committed one."""
    parser = argparse.ArgumentParser(prog="python -m tools.generate", description="Make the generated client.")
    parser.add_argument("command", choices=("write", "check"))
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    options = parser.parse_args(arguments)
    try:
        if options.command == "write":
            write(options.root)
            return 0
        found = check(options.root)
    except GenerationError as error:
        print(error, file=sys.stderr)
        return 1
    repeated = list(repeated_facts(options.root))
    print(f"{len(repeated)} facts of openapi.yaml are typed by hand in the shipped code.", *repeated, sep="\n  ")
    if found:
        print(*found, "The generated client is made by `make generate` and never edited.", sep="\n", file=sys.stderr)
    return 1 if found or repeated else 0


if __name__ == "__main__":
    sys.exit(main())
