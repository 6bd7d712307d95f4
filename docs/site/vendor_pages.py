"""What the vendor's pages state of a parameter or a field, beside what the spec says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "tests/spec/pages"


def stated(operation_id: str, language: str, words: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return a sentence for each of the ``parameters`` and the ``fields``: the date of the page, and what stands there.

    Args:
        operation_id: The operation.
        language: Language of the page; where none is kept in it, the other one is read.
        words: The sentence and its words in the language of the reader.
    """
    pages = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    page = min(
        (page for page in pages if page["operation"] == operation_id), key=lambda page: page["language"] != language
    )
    date = page.get("updated", words["undated"])
    facts = {"parameters": _parameters(page, words), "fields": _fields(page)}
    return {
        part: {name: words["page"].format(date, fact) for name, fact in found.items()} for part, found in facts.items()
    }


def _parameters(page: dict[str, Any], words: dict[str, str]) -> dict[str, str]:
    found = {}
    for parameters in page["parameters"].values():
        for name, said in parameters.items():
            parts = [said["type"]]
            parts += [words["mandatory" if said["mandatory"] else "optional"]] if "mandatory" in said else []
            parts += [words["default"].format(said["default"])] if "default" in said else []
            found[name] = words["comma"].join(parts)
    return found


def _fields(page: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for response in page["responses"].values():
        for fields in (response["fields"], *response.get("objects", {}).values()):
            found |= fields
    return found
