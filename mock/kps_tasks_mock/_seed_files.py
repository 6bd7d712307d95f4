"""Where seeds come from: built in by name, or a file."""

import json
from importlib.resources import files
from os import PathLike
from pathlib import Path

from ._seed import parse_seed
from ._seed_names import BUILT_IN
from ._seed_parts import SeedError, nearest
from ._state import State


def built_in(name: str) -> State:
    """Read a built-in seed."""
    if name not in BUILT_IN:
        raise SeedError(f"no seed is called {name!r}; {nearest(name, BUILT_IN)}")
    text = (files(__package__) / "seeds" / f"{name}.yaml").read_text(encoding="utf-8")
    return parse_seed(_from_yaml(text, name), f"{name}.yaml")


def from_file(path: str | PathLike[str]) -> State:
    """Read a seed from a file: JSON if its name ends in .json, else YAML."""
    source = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        data = json.loads(text) if source.endswith(".json") else _from_yaml(text, source)
    except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, a number too long, or nested too deeply
        raise SeedError(f"{source}: {error}") from None
    return parse_seed(data, source)


def _from_yaml(text: str, source: str) -> object:
    try:
        import yaml  # here, because mocks made from a dict or a JSON file work without it
    except ModuleNotFoundError as error:
        from kps_tasks._extras import install_line

        message = f"{source} is YAML, and {error.name} is not installed. To install it:\n  {install_line('mock')}"
        raise ModuleNotFoundError(message, name=error.name) from None

    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe ones
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SeedError(f"{source}: {error}") from None
