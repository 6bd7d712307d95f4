"""Name and version of a package: the requested name, and always the version of the spec."""

from __future__ import annotations

import json
from typing import Any

from .cases import SPEC
from .recipes import Recipe

PLACEHOLDER = "0.0.0"  # stands for the version in the files and configurations of recipes


def version() -> str:
    """Return the version of the spec, which every package has."""
    return str(SPEC.document["info"]["version"])


def stamp(recipe: Recipe, content: bytes) -> bytes:
    """Insert name and version into a file of a recipe."""
    default = recipe.identity.get("default", "")
    if default:
        content = content.replace(default.encode(), recipe.package.encode())
    return content.replace(PLACEHOLDER.encode(), version().encode())


def in_place(recipe: Recipe, command: str) -> str:
    """Insert path, name and version of the package into a command of a recipe."""
    places = {"product": recipe.built, "work": recipe.work, "package": recipe.package, "version": version()}
    places["package-file"] = recipe.package.removeprefix("@").replace("/", "-")  # as npm names archives
    for word, value in places.items():
        command = command.replace(f"{{{word}}}", str(value))
    return command


def stamped(recipe: Recipe, value: Any) -> Any:
    """Insert name and version into a configuration or a list of commands."""
    return json.loads(stamp(recipe, json.dumps(value).encode()))
