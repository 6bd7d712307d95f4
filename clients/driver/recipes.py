"""The recipes: one folder per language, and the contents of its recipe file."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import NOTHING, Factory, fields, frozen

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "clients"
BUILD = ROOT / "build" / "clients"
WORK = ROOT / "build" / "clients-work"
TEMPLATE = "template"  # the recipe to copy, which works and has no column in the table
# The generator includes its jar, but not Java.
GENERATOR_TOOLS = {"java": "Java 11 or newer, which the generator runs on, from https://adoptium.net/"}


class RecipeError(Exception):
    """A recipe that cannot be used; the message says why, in one line or with the output of what failed."""


@frozen(kw_only=True)
class Recipe:
    """The contents of a recipe file; clients/README.md explains each key."""

    name: str
    language: str
    tools: dict[str, str]
    example: str
    conformance: str
    needs: str
    clean: str
    identity: dict[str, str] = Factory(dict)
    generator: str = ""
    config: dict[str, Any] = Factory(dict)
    keep: list[str] = Factory(list)
    prepare: list[str] = Factory(list)
    generate: list[str] = Factory(list)
    format: list[str] = Factory(list)
    build: list[str] = Factory(list)
    check: list[str] = Factory(list)
    product: list[str] = Factory(list)
    install: list[str] = Factory(list)
    usage: str = ""
    more: str = ""
    calls: list[str] = Factory(list)
    zh: dict[str, str] = Factory(dict)
    helper: str = ""
    gaps: dict[str, str] = Factory(dict)
    given_name: str = ""  # the name requested for this build; not a key of the file

    @property
    def folder(self) -> Path:
        """The folder of the recipe."""
        return CLIENTS / self.name

    @property
    def work(self) -> Path:
        """Where the tools run, and store what they need."""
        return WORK / self.name

    @property
    def built(self) -> Path:
        """Where the client is built: only what is to be copied."""
        return BUILD / self.name

    @property
    def package(self) -> str:
        """The name with which users install the client."""
        return self.given_name or self.identity.get("default", self.name)

    def missing_tools(self) -> Iterator[str]:
        """One sentence for each tool that is not on the PATH."""
        for tool, source in ((GENERATOR_TOOLS if self.generator else {}) | self.tools).items():
            if not shutil.which(tool, path=search_path()):
                yield f"{tool} is not on the PATH; it comes with {source}"


def search_path() -> str:
    """Where commands are searched for: first beside this Python, so that `python` is the one with the packages."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def all_names() -> set[str]:
    """Return the folders that have a recipe, except the template."""
    return {path.parent.name for path in CLIENTS.glob("*/recipe.yaml")} - {TEMPLATE}


def load(name: str, given_names: Mapping[str, str] | None = None) -> Recipe:
    """Read the recipe of the folder *name*.

    Args:
        name: Folder of clients/.
        given_names: Names for packages, by the option of `make`, such as MODULE.

    Raises:
        RecipeError: There is none, or a key is unknown, missing or of another type; or the given name is not valid.
    """
    path = CLIENTS / name / "recipe.yaml"
    where = f"clients/{name}/recipe.yaml"
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"{where} does not exist") from None
    except yaml.YAMLError as error:
        raise RecipeError(f"{where} is not YAML: {' '.join(str(error).split())}") from None
    known = {field.name: field for field in fields(Recipe) if field.name not in ("name", "given_name")}
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
    if said.get("identity") and set(said["identity"]) != {"option", "default", "pattern", "example"}:
        raise RecipeError(f"{where}: identity must have option, default, pattern and example")
    return Recipe(name=name, given_name=given_name(said.get("identity", {}), given_names or {}), **said)


def given_name(identity: Mapping[str, str], given_names: Mapping[str, str]) -> str:
    """Return the name for a package; empty if none was given.

    Raises:
        RecipeError: It is not a valid name in this language.
    """
    option = identity.get("option", "")
    name = given_names.get(option, "")
    if name and not re.fullmatch(identity["pattern"], name):
        raise RecipeError(f"{option}={name} cannot be a name here; one that can is {option}={identity['example']}")
    return name
