"""What the vendor's pages state, as stored in pages/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kps_contract.spec import load

FOLDER = Path(__file__).with_name("pages")
PAGES = {path.name.removesuffix(".yaml"): load(path) for path in sorted(FOLDER.iterdir())}


def named(language: str) -> list[str]:
    """Return the names and values on the pages of a language, as its readers search for them."""
    return list(dict.fromkeys(text for page in PAGES.values() if page["language"] == language for text in _named(page)))


def _named(page: dict[str, Any]) -> Iterator[str]:
    yield from (page["title"], page["purpose"], page["operation"], page["path"])
    yield from (page[name] for name in ("updated", "authorization") if name in page)
    yield from page.get("permission", {}).values()
    for parameters in page["parameters"].values():
        for name, fact in parameters.items():
            yield from (name, *(str(fact[of]) for of in ("default", "taken_from") if of in fact))
    for names in page["names"].values():
        yield from names.values()
    for status, response in page["responses"].items():
        yield from (status, *response["fields"])
        for name, fields in response.get("objects", {}).items():
            yield from (name, *fields)
        yield from _texts(response["example"])
    for values in page.get("values", {}).values():
        for each in values:
            yield from (each["value"], each["meaning"])
    for names in page.get("sdk", {}).values():
        if not isinstance(names, dict):  # the types of parameters in Go
            yield from [names] if isinstance(names, str) else names


def _texts(example: object) -> Iterator[str]:
    if isinstance(example, str):
        yield example
    elif isinstance(example, (dict, list)):
        for part in example.values() if isinstance(example, dict) else example:
            yield from _texts(part)
