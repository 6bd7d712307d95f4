"""What the vendor's pages state of a parameter or a field, beside what the spec says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "tests/spec/pages"


def titles(operation_id: str, language: str) -> list[str]:
    """Return the titles of the pages of an operation, that in the language of the reader first."""
    return [page["title"] for page in _pages(operation_id, language)]


def all_facts(language: str) -> list[str]:
    """Return the names and values that the pages of a language have: what a reader who knows them looks for."""
    found: list[str] = []
    for page in (page for page in _all_pages() if page["language"] == language):
        found += [page["title"], page["operation"], page["path"], *map(str, page.get("permission", {}).values())]
        for part in ("parameters", "fields"):
            found += page["names"][part].values()
        found += [*_parameters(page), *_fields(page)]
        for response in page["responses"].values():
            found += [*response.get("objects", {}), *_texts(response["example"])]
        found += [each["value"] for values in page.get("values", {}).values() for each in values]
    return list(dict.fromkeys(found))


def stated(operation_id: str, language: str, words: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return a sentence for each of the ``parameters`` and the ``fields``: the date of the page, and what stands there.

    Args:
        operation_id: The operation.
        language: Language of the page; where none is kept in it, the other one is read.
        words: The sentence and its words in the language of the reader.
    """
    page = _pages(operation_id, language)[0]
    date = page.get("updated", words["undated"])
    facts = {"parameters": _parameters(page), "fields": _fields(page)}
    return {
        part: {
            name: words["page"].format(date, words["comma"].join(_said(page["names"][part].get(name), fact, words)))
            for name, fact in found.items()
        }
        for part, found in facts.items()
    }


def _said(called: str | None, fact: dict[str, Any], words: dict[str, str]) -> list[str]:
    said = [words["name"].format(called)] if called else []
    said.append(fact["type"])
    said += [words["mandatory" if fact["mandatory"] else "optional"]] if "mandatory" in fact else []
    return said + ([words["default"].format(fact["default"])] if "default" in fact else [])


def _pages(operation_id: str, language: str) -> list[dict[str, Any]]:
    own = [page for page in _all_pages() if page["operation"] == operation_id]
    return sorted(own, key=lambda page: page["language"] != language)


def _all_pages() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]


def _texts(example: object) -> Iterator[str]:
    if isinstance(example, str):
        yield example
    elif isinstance(example, (dict, list)):
        for part in example.values() if isinstance(example, dict) else example:
            yield from _texts(part)


def _parameters(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: fact for parameters in page["parameters"].values() for name, fact in parameters.items()}


def _fields(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    bodies = [
        fields
        for response in page["responses"].values()
        for fields in (response["fields"], *response.get("objects", {}).values())
    ]
    return {name: {"type": kind} for fields in bodies for name, kind in fields.items()}
