"""Which parts of a spec are text for people, and which of them a translation left unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

PROSE_KEYS = {"description", "summary", "seen", "where", "printed", "meant", "here", "evidence"}
PROSE_KEYS |= {"x-kps-note", "x-kps-notes"}
LISTS_OF_PROSE = {"x-enum-descriptions"}
NO_PROSE = {"enum", "example", "value", "contact", "license"}
CHINESE = re.compile("[\u4e00-\u9fff]")
SAID_BY_THE_SERVICE = {"message", "text", "match"}
EVIDENCE = {"documented", "documented-twice", "example", "real-client", "inferred"}  # words of the spec, not sentences

Pointer = tuple[str | int, ...]


def prose(node: Any, at: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Yield every text for people, with its position."""
    if isinstance(node, dict):
        for key, value in node.items():
            here = (*at, key)
            is_name = at[-1:] == ("properties",)  # a property may be called description
            if isinstance(value, str):
                if _is_prose(key, value) and not is_name:
                    yield here, value
            elif key in LISTS_OF_PROSE:
                yield from (((*here, number), text) for number, text in enumerate(value))
            elif key not in NO_PROSE or is_name:
                yield from prose(value, here)
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from prose(item, (*at, number))


def _is_prose(key: str, value: str) -> bool:
    """Whether a text is for people: by its key, or because it has words, so no new key is forgotten."""
    if key in PROSE_KEYS:
        return value not in EVIDENCE
    return (" " in value.strip() or CHINESE.search(value) is not None) and key not in SAID_BY_THE_SERVICE


def untranslated(original: Any, translation: Any) -> list[str]:
    """Return a line for each text that is not translated, or that the translation lost or added."""
    before, after = dict(prose(original)), dict(prose(translation))
    names = _names(original)
    lost = [f"{_path(at)}: {'lost' if at in before else 'not in the spec'}" for at in before.keys() ^ after.keys()]
    left = [
        f"{_path(at)}: not translated: {text!r}"
        for at, text in after.items()
        if at in before and _has_words(text, names) and not CHINESE.search(text)
    ]
    return sorted(lost) + left


def _has_words(text: str, names: set[str]) -> bool:
    """Whether there is anything to translate: a word that is neither a constant nor a name in the spec."""
    words = re.findall(r"[A-Za-z][\w.-]*[a-z][\w.-]*|[a-z]", text)
    return any(word not in names for word in words)


def _names(document: Any) -> set[str]:
    """Names that are the same in every language: operations, parameters, properties."""
    names = {parameter["name"] for parameter in document["components"]["parameters"].values()}
    names |= {operation["operationId"] for item in document["paths"].values() for operation in _operations(item)}
    for schema in document["components"]["schemas"].values():
        names |= schema.get("properties", {}).keys()
    return names


def _operations(item: Any) -> list[Any]:
    return [content for content in item.values() if isinstance(content, dict)]


def _path(at: Pointer) -> str:
    return ".".join(map(str, at))
