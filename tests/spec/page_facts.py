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
    yield from (page["title"], page["operation"], page["path"], *page.get("permission", {}).values())
    for parameters in page["parameters"].values():
        yield from parameters
    for names in page["names"].values():
        yield from names.values()
    for response in page["responses"].values():
        yield from response["fields"]
        for name, fields in response.get("objects", {}).items():
            yield from (name, *fields)
        yield from _texts(response["example"])
    for values in page.get("values", {}).values():
        yield from (each["value"] for each in values)


def _texts(example: object) -> Iterator[str]:
    if isinstance(example, str):
        yield example
    elif isinstance(example, (dict, list)):
        for part in example.values() if isinstance(example, dict) else example:
            yield from _texts(part)
