"""The recipes: one folder a language, and what its recipe file says."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from attrs import NOTHING, Factory, fields, frozen

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "clients"
BUILD = ROOT / "build" / "clients"
# The generator brings its jar, and not what runs it.
GENERATOR_TOOLS = {"java": "Java 11 or newer, which the generator runs on, from https://adoptium.net/"}


class RecipeError(Exception):
    """A recipe that cannot be followed; the message says why, in one line or with the output of what failed."""


@frozen(kw_only=True)
class Recipe:
    """What a recipe file says; clients/README.md explains each key."""

    name: str
    language: str
    tools: dict[str, str]
    example: str
    conformance: str
    needs: str
    clean: str
    generator: str = ""
    config: dict[str, Any] = Factory(dict)
    keep: list[str] = Factory(list)
    build: list[str] = Factory(list)
    check: list[str] = Factory(list)
    gaps: dict[str, str] = Factory(dict)

    @property
    def folder(self) -> Path:
        """Where the recipe is."""
        return CLIENTS / self.name

    @property
    def built(self) -> Path:
        """Where the client is built."""
        return BUILD / self.name

    def missing_tools(self) -> Iterator[str]:
        """One sentence for each tool that is not on the PATH."""
        for tool, source in ((GENERATOR_TOOLS if self.generator else {}) | self.tools).items():
            if not shutil.which(tool, path=search_path()):
                yield f"{tool} is not on the PATH; it comes with {source}"


def search_path() -> str:
    """Where commands are looked for: beside this Python first, so that `python` is the one with the packages."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def all_names() -> set[str]:
    """Return the folders that have a recipe."""
    return {path.parent.name for path in CLIENTS.glob("*/recipe.yaml")}


def load(name: str) -> Recipe:
    """Read the recipe of the folder *name*.

    Raises:
        RecipeError: There is none, or it has a key too many or too few, or one of another type.
    """
    path = CLIENTS / name / "recipe.yaml"
    where = f"clients/{name}/recipe.yaml"
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"{where} does not exist") from None
    except yaml.YAMLError as error:
        raise RecipeError(f"{where} is not YAML: {' '.join(str(error).split())}") from None
    known = {field.name: field for field in fields(Recipe) if field.name != "name"}
    if not isinstance(said, dict):
        raise RecipeError(f"{where} is not a mapping")
    said["gaps"] = {str(case): why for case, why in said.get("gaps", {}).items()}
    for key, value in said.items():
        if key not in known:
            raise RecipeError(f"{where}: unknown key {key}; known are {', '.join(known)}")
        kind = str(known[key].type).partition("[")[0]
        if type(value).__name__ != kind:
            raise RecipeError(f"{where}: {key} must be a {kind}, not {type(value).__name__}")
    absent = [key for key, field in known.items() if field.default is NOTHING and key not in said]
    if absent:
        raise RecipeError(f"{where}: {', '.join(absent)} missing")
    return Recipe(name=name, **said)
