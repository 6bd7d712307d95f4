"""Reading two specs side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

Node = Mapping[str, Any]

# What is for people to read, or for other tools: no client behaves otherwise because of it.
WORDS = {"description", "summary", "title", "example", "examples", "externalDocs", "x-enum-descriptions"}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as quick


def load(path: Path) -> dict[str, Any]:
    """The content of a spec.

    Raises:
        ValueError: It is no YAML; the message is one line and says where.
    """
    try:
        content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{path}, line {line}: {error.problem}") from None
    return content


def resolve(spec: Node, node: Node) -> Node:
    """*node*, or what it refers to."""
    while "$ref" in node:
        found: Any = spec
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def both(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """The keys that two mappings share, in the order of the new one."""
    return (key for key in new if key in old)


def only(some: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """The keys that *some* has and *other* has not."""
    return (key for key in some if key not in other)


def rest(old: Node, new: Node, known: set[str]) -> Iterator[str]:
    """The keys whose values differ and that no rule knows; a rule for them says the safe thing."""
    for key in sorted(old.keys() | new.keys()):
        if key not in known | WORDS and not key.startswith("x-") and old.get(key) != new.get(key):
            yield key


def shown(value: object) -> str:
    """A value as the spec writes it, on one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
