"""Parts of the guide to other clients that come from their recipes: installation, usage, and the table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from kps_contract.spec import openapi

CLIENTS = Path(__file__).resolve().parents[2] / "clients"
EXAMPLES = {  # the folder of each language, and its example program
    "go": "example/main.go",
    "typescript": "example.ts",
    "java": "Example.java",
    "rust": "example.rs",
    "kotlin": "Example.kt",
}
KINDS = {".go": "go", ".ts": "typescript", ".java": "java", ".rs": "rust", ".kt": "kotlin"}


def install_and_use(language: str) -> str:
    """Return a tab for each client: the goal that creates it, its installation, and a program that uses it.

    Args:
        language: ``en`` or ``zh``.
    """
    return "\n\n".join(_tab(folder, example, language) for folder, example in EXAMPLES.items())


def measured_table(words: Mapping[str, str]) -> str:
    """Return the table of clients/README.md, which `make clients-matrix` writes, with its footnotes.

    Args:
        words: What to replace in it: all but the names of the cases, which stay English.

    Raises:
        ValueError: The table has no such text.
    """
    text = (CLIENTS / "README.md").read_text("utf-8")
    table = text.split("<!-- measured")[1].split("-->", 1)[1].split("<!-- end of measured -->")[0].strip()
    for english, translation in words.items():
        if english not in table:
            raise ValueError(f"clients/README.md has no {english!r}; adapt clients-table in docs/site/words.yaml")
        table = table.replace(english, translation)
    return table


def _tab(folder: str, example: str, language: str) -> str:
    recipe: Mapping[str, Any] = yaml.safe_load((CLIENTS / folder / "recipe.yaml").read_text("utf-8"))
    name = recipe["identity"]
    usage = recipe.get(language, {}).get("usage", recipe["usage"])
    places = {
        "{package}": name["example"],
        "{package-file}": name["example"].removeprefix("@").replace("/", "-"),
        "{version}": openapi().document["info"]["version"],
    }
    for place, value in places.items():
        usage = usage.replace(place, value)
    program = (CLIENTS / folder / example).read_text("utf-8").replace(name["default"], name["example"])
    content = (
        f"```console\n$ make client-{folder} {name['option']}={name['example']}\n```\n\n{usage.strip()}\n\n"
        f"```{KINDS[Path(example).suffix]}\n{program.strip()}\n```"
    )
    return f'=== "{recipe["language"]}"\n\n{indent(content, "    ")}'
