"""What the vendor's pages state about a parameter or a field, shown beside the spec's description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "tests/spec/pages"


def titles(operation_id: str, language: str) -> list[str]:
    """Return the titles of an operation's pages, the reader's language first."""
    return [page["title"] for page in _pages(operation_id, language)]


def names(operation_id: str, language: str) -> dict[str, dict[str, str]]:
    """Return what the vendor's page calls the ``parameters`` and the ``fields`` of an operation."""
    found: dict[str, dict[str, str]] = _pages(operation_id, language)[0]["names"]
    return found


def sdk_names(operation_id: str) -> list[str]:
    """Return what the vendor's SDKs call an operation: its request, its response, and its methods."""
    sdk = next(page["sdk"] for page in _pages(operation_id, "en") if "sdk" in page)
    return [sdk["request"], sdk["response"], *sdk["methods"]]


def stated(operation_id: str, language: str, words: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return a sentence for each of the ``parameters`` and ``fields``: the date of the page, and what it states.

    And for the ``operation``: its ``purpose`` and, if the page has it, who has the permission (``authorization``).

    Args:
        operation_id: The operation.
        language: Language of the page; if there is none in it, the other one is used.
        words: The sentence and its words in the reader's language.
    """
    page = _pages(operation_id, language)[0]
    date = page.get("updated", words["undated"])
    facts = {"parameters": _parameters(page), "fields": _fields(page)}
    operation: dict[str, str] = {
        name: words["page"].format(date, words["name"].format(page[name]))
        for name in ("purpose", "authorization")
        if name in page
    }
    return {"operation": operation} | {
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
    said += [words["default"].format(fact["default"])] if "default" in fact else []
    return said + [f"{each['value']} {words['name'].format(each['meaning'])}" for each in fact.get("values", [])]


def _pages(operation_id: str, language: str) -> list[dict[str, Any]]:
    pages = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    own = [page for page in pages if page["operation"] == operation_id]
    return sorted(own, key=lambda page: page["language"] != language)


def _parameters(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: fact for parameters in page["parameters"].values() for name, fact in parameters.items()}


def _fields(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    bodies = [
        fields
        for response in page["responses"].values()
        for fields in (response["fields"], *response.get("objects", {}).values())
    ]
    values = page.get("values", {})
    return {name: {"type": kind, "values": values.get(name, [])} for fields in bodies for name, kind in fields.items()}
