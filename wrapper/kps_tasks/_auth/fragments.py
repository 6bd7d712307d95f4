"""Find parts of a secret in a text: an echo that was cut off or split over lines, however it was escaped."""

from __future__ import annotations

import re

LEAST = 12  # characters of the shortest part that is removed; shorter ones occur by chance
_PASSES = 3  # levels of nested escapes
_ESCAPED = re.compile(
    r"\\+u(?P<unit>[0-9a-f]{4})|(?:\\+x|%)(?P<byte>[0-9a-f]{2})|&#0{0,9}(?P<decimal>\d{1,6});"
    r"|&#x0{0,9}(?P<hexadecimal>[0-9a-f]{1,5});|&(?P<name>amp|lt|gt|quot|apos);|\\++[nrt]?|\s+",
    re.IGNORECASE,
)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

Canonical = tuple[str, list[tuple[int, int]]]
"""A text without escapes, white space and backslashes, and the position of each character in the original."""


def parts_of(secret: str) -> frozenset[str]:
    """Return every part of a secret that is `LEAST` characters long, in the form that `without` compares."""
    text, _ = _canonical(secret)
    return frozenset(text[at : at + LEAST] for at in range(len(text) - LEAST + 1))


def without(text: str, parts: frozenset[str], shown: str) -> str:
    """Return *text* with everything that *parts* cover replaced by *shown*."""
    if not parts or len(text) < LEAST:
        return text
    plain, places = _canonical(text)
    kept, done, at, last = [], 0, 0, len(plain) - LEAST
    while at <= last:
        if plain[at : at + LEAST] not in parts:
            at += 1
            continue
        begin = at
        while at < last and plain[at + 1 : at + 1 + LEAST] in parts:
            at += 1
        kept += [text[done : places[begin][0]], shown]
        done = places[at + LEAST - 1][1]
        at += LEAST
    return "".join([*kept, text[done:]])


def _canonical(text: str) -> Canonical:
    places = [(at, at + 1) for at in range(len(text))]
    for _ in range(_PASSES):
        before = text
        text, places = _unescaped(text, places)
        if text == before:
            break
    return text, places


def _unescaped(text: str, places: list[tuple[int, int]]) -> Canonical:
    kept, kept_places, done = [], [], 0
    for found in _ESCAPED.finditer(text):
        begin, end = found.span()
        kept.append(text[done:begin])
        kept_places += places[done:begin]
        if character := _character(found):
            kept.append(character)
            kept_places.append((places[begin][0], places[end - 1][1]))
        done = end
    return "".join([*kept, text[done:]]), kept_places + places[done:]


def _character(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMED[found["name"].lower()]
    code = found["unit"] or found["byte"] or found["hexadecimal"]
    if not code and not found["decimal"]:
        return ""
    return chr(int(code, 16) if code else int(found["decimal"]))
