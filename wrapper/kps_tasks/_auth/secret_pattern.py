"""The forms in which a server may echo a secret: unchanged, escaped for JSON, HTML, a URL or Python, or in parts.

Matching takes time proportional to the text: a run of backslashes matches as a whole or not at all.
"""

from __future__ import annotations

import re
from functools import cache, cached_property

from attrs import field, frozen

from .fragments import parts_of, without

_SHOWN = "[secret]"
_SHORTEST = 4  # anything shorter is no secret and would be found everywhere
_NAMED = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_SPECIAL = re.compile(r"(\\*)([^0-9A-Za-z\\])|\\+")  # what an echo may have escaped: backslashes and a character
_RUN_OR_NONE = r"(?:(?<!\\)|(?!\\))"  # never in the middle of a run of backslashes
_LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}


@frozen(slots=False)
class SecretPattern:
    """A secret, and the pattern that matches its echoes; it is made when needed, as a token takes 20 ms."""

    secret: str = field(repr=False)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_RUN_OR_NONE + _SPECIAL.sub(_pattern_of, self.secret))

    @cached_property
    def _parts(self) -> frozenset[str]:
        return parts_of(self.secret)

    @staticmethod
    def can_be_of(text: str) -> bool:
        """Whether a text is long enough to search for."""
        return len(text) >= _SHORTEST

    def remove(self, text: str) -> str:
        """Return *text* without the echoes; no echo of the whole is shorter than the secret."""
        whole = text if len(text) < len(self.secret) else self._pattern.sub(_SHOWN, text)
        return without(whole, self._parts, _SHOWN)


def _pattern_of(found: re.Match[str]) -> str:
    """Return a pattern for backslashes and the character after them; only their minimum number is known."""
    count, character = len(found[1] or ("" if found[2] else found[0])), found[2]
    run = rf"(?:\\{{{count},}}+|(?:{_escapes_of(chr(92))}){{{count}}})" if count else ""
    escapes = _escapes_of(character) if character else ""
    return run + (escapes.replace(r"\\++", r"\\*+") if run else escapes)  # the run includes its escape's backslashes


@cache
def _escapes_of(character: str) -> str:
    """Return a pattern for the forms that a character may take. An escape may itself be escaped."""
    code, data = ord(character), character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass").hex()
    escapes = [
        rf"\\*+{re.escape(character)}" if character != "\\" else r"\\++",
        "".join(rf"\\++u{units[at : at + 4]}" for at in range(0, len(units), 4)),
        "".join(rf"\\++x{byte:02x}" for byte in data),
        "".join(f"%{byte:02x}" for byte in data),
        rf"&#0*+{code};",
        rf"&#x0*+{code:x};",
    ]
    if character in _NAMED:
        escapes.append(f"&{_NAMED[character]};")
    if character in _LETTERS:
        escapes.append(rf"\\++{_LETTERS[character]}")
    if character == " ":
        escapes.append(r"\+")
    if not character.isascii():
        escapes += [re.escape(data.decode("latin-1")), rf"\\++x{code:02x}" if code < 256 else rf"\\++U{code:08x}"]
    return f"(?i:{'|'.join(escapes)})"
