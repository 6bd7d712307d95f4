"""Generate the code of clients: all in one run of the generator, and only what has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from . import recipes
from .commands import run
from .identity import stamped
from .recipes import ROOT, Recipe, RecipeError

SPEC = ROOT / "openapi.yaml"


def generate(wanted: Iterable[Recipe], *, anew: bool = False) -> dict[str, dict[str, bytes]]:
    """Return the generated files by recipe and path; recipes without a generator have none.

    Args:
        wanted: The recipes.
        anew: Whether to run the generator even if spec, configuration and version are those of an earlier run.

    Raises:
        RecipeError: The generator is not the pinned one, or failed.
    """
    wanted = [recipe for recipe in wanted if recipe.generator]
    missing = [recipe for recipe in wanted if anew or not kept(recipe).is_dir()]
    made = run_generator(missing) if missing else {}
    for recipe in missing:
        if not kept(recipe).is_dir():
            write_whole(made[recipe.name], kept(recipe))
    return {recipe.name: made.get(recipe.name) or read_folder(kept(recipe)) for recipe in wanted}


def kept(recipe: Recipe) -> Path:
    """Where generated files are stored: a folder named after all their inputs."""
    said = json.dumps([recipe.generator, stamped(recipe, recipe.config), recipe.keep])
    digest = hashlib.sha256(SPEC.read_bytes() + said.encode()).hexdigest()
    return recipes.WORK / "generated" / f"{recipe.name}-{digest[:16]}"


def run_generator(wanted: list[Recipe]) -> dict[str, dict[str, bytes]]:
    """Run the generator once for several recipes, in one Java process."""
    generator = refuse_another_generator(wanted)
    with tempfile.TemporaryDirectory() as scratch:
        nothing_else = {f"{part}{kind}": "false" for part in ("api", "model") for kind in ("Tests", "Docs")}
        configs = []
        for recipe in wanted:
            configs.append(Path(scratch, f"{recipe.name}.json"))
            paths = {"inputSpec": str(SPEC), "outputDir": str(Path(scratch, recipe.name))}
            config = stamped(recipe, recipe.config) | paths | {"globalProperties": nothing_else}
            configs[-1].write_text(json.dumps(config))
        names = " ".join(str(path) for path in configs)
        run(f"{generator} batch --fail-fast --threads 1 --root-dir {scratch} {names}", ROOT)
        return {recipe.name: read_kept(recipe, Path(scratch, recipe.name)) for recipe in wanted}


def refuse_another_generator(wanted: list[Recipe]) -> str:
    """Return the command of the pinned generator.

    Raises:
        RecipeError: It is not installed, or has another version.
    """
    for recipe in wanted:
        package, _, pinned = recipe.generator.partition("==")
        try:
            installed = version(package)
        except PackageNotFoundError:
            installed = "missing"
        if installed != pinned:
            raise RecipeError(f"{recipe.generator} is wanted and {installed} here; requirements/clients.txt pins it")
    return package


def read_kept(recipe: Recipe, output: Path) -> dict[str, bytes]:
    """Read the files of the generator that the recipe keeps."""
    found = {path for pattern in recipe.keep for path in output.glob(pattern) if path.is_file()}
    if not found:
        raise RecipeError(f"the generator wrote nothing that clients/{recipe.name}/recipe.yaml keeps")
    return {f"client/{path.relative_to(output).as_posix()}": path.read_bytes() for path in sorted(found)}


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder, by relative path."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def write_whole(files: dict[str, bytes], folder: Path) -> None:
    """Write a folder completely or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        for name, content in files.items():
            path = Path(scratch, "whole", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.move(Path(scratch, "whole"), folder)
