"""The prose in a docstring, and its translation in docs/python.zh-CN.yaml.

An entry of that file has the name of a part and a short hash of its English, such as ``args.timeout 5e1f03aa``, so no
translation outlives a change to its original. A text that appears in several places is translated once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from textwrap import dedent, indent

import yaml

CHINESE = Path(__file__).resolve().parents[1] / "python.zh-CN.yaml"
TITLES = {
    "Args": "参数",
    "Attributes": "属性",
    "Raises": "引发",
    "Returns": "返回",
    "Yields": "产生",
    "Example": "示例",
}
SECTION = re.compile(rf"^({'|'.join(TITLES)}):\n((?:(?: +\S.*)?(?:\n|$))+)", re.MULTILINE)
ITEM = re.compile(r"^ {4}([\w*.]+): (.*(?:\n {5,}.*)*)", re.MULTILINE)

Entries = dict[str, dict[str, str]]  # by public name: part and hash to Chinese
Translate = Callable[[str, str], str]  # from the name of a part and its English


def key(part: str, english: str) -> str:
    """Return the name of a part's entry; line breaks do not matter."""
    return f"{part} {sha256(' '.join(english.split()).encode()).hexdigest()[:8]}"


def parts(docstring: str) -> Iterator[tuple[str, str]]:
    """Yield name and English of each part that is prose."""
    found: list[tuple[str, str]] = []

    def collect(part: str, english: str) -> str:
        found.append((part, english))
        return english

    rewritten(docstring, collect)
    yield from found


def rewritten(docstring: str, translate: Translate) -> str:
    """Return a docstring with its prose translated; code, names and sections stay."""
    seen: Counter[str] = Counter()

    def numbered(part: str, english: str) -> str:
        """Translate; number the second part with the same name."""
        seen[part] += 1
        return translate(part if seen[part] == 1 else f"{part}.{seen[part]}", dedent(english).strip())

    def section(title: str, body: str) -> str:
        if title == "Example":
            return body.rstrip()
        if title in {"Returns", "Yields"}:
            return indent(numbered(title.lower(), body), " " * 4)
        return "\n".join(
            f"    {name}: " + indent(numbered(f"{title.lower()}.{name}", _joined(text)), " " * 8).lstrip()
            for name, text in ITEM.findall(body)
        )

    done, at = [], 0
    for found in SECTION.finditer(docstring):
        if text := docstring[at : found.start()].strip():
            done.append(numbered("text", text))
        done.append(f"{found[1]}:\n{section(found[1], found[2])}")
        at = found.end()
    if text := docstring[at:].strip():
        done.append(numbered("text", text))
    return "\n\n".join(done)


def _joined(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def entries() -> Entries:
    """Return the translations."""
    return yaml.safe_load(CHINESE.read_text("utf-8")) or {}


class Translation:
    """Finds the translation of a part by its name, or by its English, which has the same translation everywhere."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._by_hash = {
            entry.rpartition(" ")[2]: chinese
            for of in reversed(entries.values())
            for entry, chinese in of.items()
            if chinese
        }

    def find(self, name: str, part: str, english: str) -> str | None:
        """Return the translation, or None if there is none for exactly this English."""
        entry = key(part, english)
        return self._entries.get(name, {}).get(entry) or self._by_hash.get(entry.rpartition(" ")[2])

    def of(self, name: str, docstring: str) -> str:
        """Return a docstring in Chinese, with English where there is no translation."""
        return rewritten(docstring, lambda part, english: self.find(name, part, english) or english)
