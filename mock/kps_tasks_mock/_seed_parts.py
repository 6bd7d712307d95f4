"""Parts of a seed. Each knows its path, so every error says where it is."""

import json
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import NoReturn, TypeVar

from attrs import frozen

T = TypeVar("T")

MOST_SECONDS = 10**9
MOST_COPIES = 100_000
JSON_TYPES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": (bool, "true or false"),
    "array": ((list, tuple), "a list"),
    "object": (dict, "a mapping"),
}
"""Python's types for the JSON types other than strings, and what users call them."""


class SeedError(ValueError):
    """A seed is not valid; the message says where, and what was probably meant."""


@frozen
class Part:
    """A value of a seed. `path` leads to it from the top, as in `projects.p1.tasks[3].status`."""

    source: str
    path: str
    value: object

    def refuse(self, problem: str) -> NoReturn:
        """Raise a SeedError that names this part."""
        where = f"{self.source}: {self.path}" if self.path else self.source
        raise SeedError(f"{where}: {problem}")

    def members(self, known: Collection[str] | None = None) -> dict[str, "Part"]:
        """Return the parts of a mapping by key; all keys must be strings, and known ones if *known* is given."""
        if not isinstance(self.value, Mapping):
            self.refuse(f"{self.value!r} is not a mapping")
        for key in self.value:
            if not isinstance(key, str) or not key:
                self.refuse(f"the key {key!r} is not a string; put it in quotes")
            if known is not None and key not in known:
                self.refuse(f"{key!r} is not a known key; {nearest(key, known)}")
        prefix = f"{self.path}." if self.path else ""
        return {key: Part(self.source, f"{prefix}{key}", value) for key, value in self.value.items()}

    def items(self) -> list["Part"]:
        """Return the parts of a list."""
        if not isinstance(self.value, list | tuple):
            self.refuse(f"{self.value!r} is not a list")
        return [Part(self.source, f"{self.path}[{index}]", value) for index, value in enumerate(self.value)]

    def text(self) -> str:
        """Return a string."""
        if not isinstance(self.value, str):
            self.refuse(f"{self.value!r} is not a string; put it in quotes")
        if not self.value.isascii() and any("\ud800" <= character <= "\udfff" for character in self.value):
            self.refuse("has an unpaired surrogate, which no response can contain")
        return self.value

    def id(self) -> str:
        """Return a string that is not empty."""
        return self.text() or self.refuse("is empty")

    def of_type(self, json_type: str) -> object:
        """Return a copy of a value of a JSON type."""
        if json_type == "string":
            return self.text()
        types, called = JSON_TYPES[json_type]
        if not isinstance(self.value, types) or (isinstance(self.value, bool) and json_type != "boolean"):
            self.refuse(f"{self.value!r} is not {called}")
        try:
            return json.loads(json.dumps(self.value, allow_nan=False))
        except (TypeError, ValueError, RecursionError) as error:
            self.refuse(f"is not JSON: {error}")

    def token(self) -> str:
        """Return a string that a client can send as its token."""
        token = self.value
        if not isinstance(token, str) or not all("!" <= character <= "~" for character in token):
            self.refuse("is not a string of printable ASCII characters without spaces")
        return token or self.refuse("is empty")

    def milliseconds(self) -> int:
        """Return a number of seconds, zero or more, in milliseconds."""
        seconds = self.value
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= MOST_SECONDS:
            self.refuse(f"is not a number of seconds from 0 to {MOST_SECONDS}")
        return round(seconds * 1000)

    def count(self) -> int:
        """Return a whole number, one or more."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 1 <= self.value <= MOST_COPIES:
            self.refuse(f"is not a whole number from 1 to {MOST_COPIES}")
        return self.value

    def one_of(self, known: Collection[str]) -> str:
        """Return a string that is one of the known ones."""
        text = self.text()
        if text not in known:
            self.refuse(f"{text!r} is not known; {nearest(text, known)}")
        return text


Members = Mapping[str, Part]


def value_of(members: Members, key: str, convert: Callable[[Part], T], default: T) -> T:
    """Return the converted value of a key; the default if it is missing."""
    return convert(members[key]) if key in members else default


def items_of(members: Members, key: str) -> list[Part]:
    """Return the parts of the list of a key; empty if it is missing."""
    return members[key].items() if key in members else []


def nearest(word: str, known: Collection[str]) -> str:
    """Suggest the most similar known word; if none is similar, list all."""
    matches = get_close_matches(word, known, n=1)
    return f"did you mean {matches[0]!r}?" if matches else f"use one of {', '.join(known)}"
