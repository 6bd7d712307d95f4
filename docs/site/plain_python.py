"""The Python reference as plain Markdown, for readers without a browser, especially language models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import griffe

from docs.site.chinese import PACKAGES, Chinese
from docs.site.defaults import Defaults
from docs.site.docstrings import SECTION, TITLES
from docs.site.python_pages import OPTIONS, ROOT, page_names


def plain_python(titles: dict[str, str], language: str) -> dict[str, str]:
    """Return the pages by file name.

    Args:
        titles: The heading of each page.
        language: ``en`` or ``zh``.
    """
    loader = griffe.GriffeLoader(
        search_paths=[ROOT / folder for folder in ("wrapper", "mock", "generated")],
        extensions=griffe.Extensions(Defaults(), *([Chinese()] if language == "zh" else [])),
    )
    for package in PACKAGES:
        loader.load(package)
    loader.resolve_aliases(external=False)
    sections = TITLES if language == "zh" else {}
    return {
        f"{page}.md": "\n\n".join([f"# {titles[page]}", *_parts(loader, names, sections)]) + "\n"
        for page, names in page_names().items()
    }


def _parts(loader: griffe.GriffeLoader, names: list[str], sections: Mapping[str, str]) -> Iterator[str]:
    for name in names:
        found: Any = loader.modules_collection[name]
        yield f"## `{found.name}`"
        yield from _text(found, sections)
        members = found.all_members if OPTIONS.get(name, {}).get("inherited_members") else found.members
        for member in sorted(members.values(), key=lambda each: bool(each.is_function)):
            if not member.name.startswith("_") and (member.is_function or member.is_attribute):
                yield f"### `{found.name}.{member.name}`"
                yield from _text(member, sections)


def _text(found: Any, sections: Mapping[str, str]) -> Iterator[str]:
    """Yield the signature, if it says more than the name, and the docstring."""
    signature = found.signature() if found.is_function or found.is_class else ""
    if found.is_attribute and found.annotation is not None:
        signature = f"{found.name}: {found.annotation}"
    if signature:
        yield f"```python\n{signature}\n```"
    if found.docstring:
        yield SECTION.sub(lambda part: _titled(part, sections), found.docstring.value)


def _titled(part: re.Match[str], sections: Mapping[str, str]) -> str:
    """Return a section of a docstring under its title in the language of the page."""
    title = f"{sections[part[1]]}\uff1a" if part[1] in sections else f"{part[1]}:"
    return part[0].replace(f"{part[1]}:", title, 1)
