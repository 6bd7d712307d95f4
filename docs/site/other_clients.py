"""Parts of the guide to other clients that come from their recipes: installation, usage, and the table."""

from __future__ import annotations

import re
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
CHINESE = CLIENTS.parent / "docs/clients.zh-CN.yaml"
AROUND = re.compile(  # what separates the texts of the tables, footnotes and lists
    r"(^\| | \|$| \| |^- |^[¹²³⁴-⁹] |[¹²³⁴-⁹](?= \|)|^</?details.*>$|^<summary>| \(\d+\)</summary>$|\n)", re.MULTILINE
)
CODE = re.compile("`[^`]*`")
WORD = re.compile(r"\b[a-z]{2,}\b")  # names begin with a capital
KINDS = {".go": "go", ".ts": "typescript", ".java": "java", ".rs": "rust", ".kt": "kotlin"}


def install_and_use(language: str) -> str:
    """Return a tab for each client: the goal that creates it, its installation, and a program that uses it.

    Args:
        language: ``en`` or ``zh``.
    """
    return "\n\n".join(_tab(folder, example, language) for folder, example in EXAMPLES.items())


def measured_table(translation: Mapping[str, str]) -> str:
    """Return the tables of clients/README.md, which `make clients-matrix` writes, with footnotes and lists.

    Args:
        translation: All their texts in another language, by the English; empty for English.

    Raises:
        ValueError: A text has no translation, or a translation no text.
    """
    text = (CLIENTS / "README.md").read_text("utf-8")
    table = text.split("<!-- measured")[1].split("-->", 1)[1].split("<!-- end of measured -->")[0].strip()
    if not translation:
        return table
    parts = AROUND.split(table)
    texts = set(parts[::2])
    missing = sorted(text for text in texts - translation.keys() if WORD.search(CODE.sub("", text)))
    wrong = [f"not translated: {text}" for text in missing]
    wrong += [f"not in clients/README.md: {text}" for text in translation.keys() - texts]
    if wrong:
        raise ValueError("\n  ".join([f"{CHINESE.name} does not match the English:", *wrong]))
    return "".join(translation.get(each, each) for each in parts)


def translated_clients() -> dict[str, str]:
    """Return the Chinese of the tables by their English."""
    translation: dict[str, str] = yaml.safe_load(CHINESE.read_text("utf-8"))
    return translation


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
