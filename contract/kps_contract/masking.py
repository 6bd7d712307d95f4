"""Names of servers and key pairs are nobody else's business: no report of a live run has them."""

from __future__ import annotations

import json
import re
import threading

_FIELD = re.compile(rb'("(server|keypair)_name"\s*:\s*)"((?:[^"\\]|\\.)+)("|\\?\Z)')
_TEXT = re.compile(rb'("(?:task_error_msg|error_msg)"\s*:\s*)("(?:[^"\\]|\\.)+")')
_SHORTEST = 3  # a name that is shorter is replaced in its own field only; in a sentence it could be part of a word


class Masks:
    """Replace names by numbered ones, the same name always by the same; all else stays byte by byte."""

    def __init__(self) -> None:
        self._masks: dict[bytes, bytes] = {}
        self._spelled: dict[str, str] = {}  # the names as sentences have them
        self._beginnings: set[str] = set()
        self._lengths: list[int] = []  # the longest first
        self._lock = threading.Lock()

    def apply(self, content: bytes) -> bytes:
        """Return a body, also a broken or cut one, without names."""
        with self._lock:
            named = _FIELD.sub(self._field, content)
            return _TEXT.sub(self._text, named)

    def _field(self, match: re.Match[bytes]) -> bytes:
        kind, name = match[2], match[3]
        mask = self._masks.get(name)
        if mask is None:
            mask = b"masked-%s-%d" % (kind, len(self._masks) + 1)
            self._learn(name, mask.decode())
            mask = self._masks[name] = mask + _trouble(name)
        return b'%s"%s%s' % (match[1], mask, match[4])

    def _text(self, match: re.Match[bytes]) -> bytes:
        try:
            text = json.loads(match[2])
        except ValueError:
            return match[1] + b'"masked%s"' % _trouble(match[2])
        return match[1] + json.dumps(self._without_names(text), ensure_ascii=False).encode()

    def _learn(self, name: bytes, mask: str) -> None:
        """Keep a name for the sentences that may have it; what is cut in the middle of a letter is no name there."""
        try:
            spelled = json.loads(b'"%s"' % name, strict=False)
        except ValueError:
            return
        if len(spelled) >= _SHORTEST:
            self._spelled[spelled] = mask
            self._beginnings.add(spelled[:_SHORTEST])
            self._lengths = sorted({len(spelled), *self._lengths}, reverse=True)

    def _without_names(self, text: str) -> str:
        """Replace the longest name at each place, in one pass: thousands of names cost no more than one."""
        parts: list[str] = []
        place = 0
        while place < len(text):
            lengths = self._lengths if text[place : place + _SHORTEST] in self._beginnings else []
            found = next((length for length in lengths if text[place : place + length] in self._spelled), 0)
            parts.append(self._spelled[text[place : place + found]] if found else text[place])
            place += found or 1
        return "".join(parts)


def _trouble(text: bytes) -> bytes:
    """Return what makes a masked body as unreadable as it was: nothing where it was UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return b"\xff"
    return b""
