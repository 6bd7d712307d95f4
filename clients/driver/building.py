"""Build a client from its recipe: generated code and own files, what tools make of them, and the folder to copy."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from .commands import run
from .generating import SPEC, generate, read_folder, write_whole
from .identity import in_place, stamp, stamped
from .readme import readmes
from .recipes import ROOT, Recipe, RecipeError, search_path

MANIFEST = "SHA256SUMS"
NOT_COPIED = {"recipe.yaml", "consumer", "__pycache__", "node_modules", "target", "dist"}  # the rest is left by tools
PROGRAM = re.compile(r"conformance(\.|/)", re.IGNORECASE)  # files that only the cases need


def build(recipe: Recipe) -> int:
    """Build the client in its folder of build/clients, and return the number of its files.

    Raises:
        RecipeError: A tool failed.
    """
    own = own_files(recipe)
    sources = own | client_files(recipe, own)
    lay_out(sources, recipe.work)
    once(recipe, "prepare", recipe.prepare, own)
    whole = all(any(recipe.work.glob(in_place(recipe, pattern))) for pattern in recipe.product)
    once(recipe, "build", recipe.build, sources, anew=not whole)
    product = {name: content for name, content in sources.items() if not PROGRAM.match(name)} | outcome(recipe)
    lay_out(product, recipe.built)
    return len(product)


def client_files(recipe: Recipe, own: dict[str, bytes], *, anew: bool = False) -> dict[str, bytes]:
    """Return the generated code in its final form: from the language's own generator, formatted, or unchanged.

    Args:
        recipe: The recipe.
        own: The client's files that are not generated.
        anew: Whether to run the tools even if nothing changed since an earlier run.
    """
    raw = generate([recipe]).get(recipe.name, {})
    if not recipe.generate + recipe.format:
        return raw
    folder = finished(recipe, own, raw)
    made = {} if anew or not folder.is_dir() else read_folder(folder)
    if not made:
        shutil.rmtree(recipe.work / "client", ignore_errors=True)
        lay_out(own | raw, recipe.work)
        once(recipe, "prepare", recipe.prepare, own)
        for command in stamped(recipe, recipe.generate + recipe.format):
            run(command.replace("{spec}", str(SPEC)), recipe.work)
        made = read_folder(recipe.work / "client")
        if not folder.is_dir():
            write_whole(made, folder)
    return {f"client/{name}": content for name, content in made.items()}


def finished(recipe: Recipe, own: dict[str, bytes], raw: dict[str, bytes]) -> Path:
    """Where the generated code is stored in its final form: a folder named after all its inputs."""
    sources = {"spec": SPEC.read_bytes()} | own | raw
    key = digest(sources, stamped(recipe, recipe.generate + recipe.format), recipe)
    return recipe.work.parent / "generated" / f"{recipe.name}-formatted-{key[:16]}"


def own_files(recipe: Recipe) -> dict[str, bytes]:
    """Return the files of the client that are not generated, with its name and version inserted."""
    found = {path.relative_to(recipe.folder): path for path in sorted(recipe.folder.rglob("*")) if path.is_file()}
    files = {name.as_posix(): path.read_bytes() for name, path in found.items() if not NOT_COPIED & {*name.parts}}
    common = {name: (ROOT / name).read_bytes() for name in ("LICENSE", "CHANGELOG.md")}
    if recipe.usage:
        common |= readmes(recipe, files)
    return common | {name: stamp(recipe, content) for name, content in files.items()}


def outcome(recipe: Recipe) -> dict[str, bytes]:
    """Return the tools' output that belongs to the client.

    Raises:
        RecipeError: The tools did not create it.
    """
    made: dict[str, bytes] = {}
    for pattern in (in_place(recipe, pattern) for pattern in recipe.product):
        found = [path for path in recipe.work.glob(pattern) if path.is_file()]
        if not found:
            raise RecipeError(f"the build made nothing that matches {pattern}")
        made |= {path.relative_to(recipe.work).as_posix(): path.read_bytes() for path in found}
    return made


def once(recipe: Recipe, step: str, commands: list[str], sources: Mapping[str, bytes], *, anew: bool = False) -> None:
    """Run the commands of a step, unless they have already succeeded with the same sources and tools."""
    done = recipe.work / f".{step}-done"
    key = digest(sources, commands, recipe)
    if not anew and done.is_file() and done.read_text() == key:
        return
    done.unlink(missing_ok=True)
    for command in stamped(recipe, commands):
        run(in_place(recipe, command), recipe.work)
    done.write_text(key)


def digest(sources: Mapping[str, bytes], commands: list[str], recipe: Recipe) -> str:
    """Return a digest of everything that determines the result of some commands."""
    tools = [shutil.which(tool, path=search_path()) for tool in recipe.tools]
    state = [[tool, Path(tool).stat().st_mtime_ns] for tool in tools if tool]
    hashed = hashlib.sha256(json.dumps([commands, state]).encode())
    for name, content in sorted(sources.items()):
        hashed.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()


def lay_out(sources: Mapping[str, bytes], folder: Path) -> None:
    """Make *folder* contain these files; leave correct ones untouched, and remove those of an earlier run."""
    manifest = folder / MANIFEST
    earlier = [line.split(maxsplit=1)[1] for line in manifest.read_text().splitlines()] if manifest.exists() else []
    for name in set(earlier) - sources.keys():
        (folder / name).unlink(missing_ok=True)
        for empty in (folder / name).parents:
            if empty == folder or not empty.is_dir() or any(empty.iterdir()):
                break
            empty.rmdir()
    for name, content in sources.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(sources.items())]
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write_text("".join(lines))
