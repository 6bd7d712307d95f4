"""Mask the names of servers and key pairs, which are private: no report of a live run has them."""

from __future__ import annotations

import json
import re
import threading

_FIELD = re.compile(rb'("(server|keypair)_name"\s*:\s*)"((?:[^"\\]|\\.)+)("|\\?\Z)')
_TEXT = re.compile(rb'("(?:task_error_msg|error_msg)"\s*:\s*)("(?:[^"\\]|\\.)+")')
_SHORTEST = 3  # a shorter name is replaced only in its own field; in a sentence it could be part of a word


class Masks:
    """Replace each name with a number, always the same one; all else stays the same, byte by byte."""

    def __init__(self) -> None:
        self._masks: dict[bytes, bytes] = {}
        self._spelled: dict[str, str] = {}  # the names as they appear in sentences
        self._beginnings: set[str] = set()
        self._lengths: list[int] = []  # the longest first
        self._lock = threading.Lock()

    def apply(self, content: bytes) -> bytes:
        """Return a body without names, even if it is broken or cut off."""
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
        """Remember a name for sentences that may contain it; one that ends inside a character is none."""
        try:
            spelled = json.loads(b'"%s"' % name, strict=False)
        except ValueError:
            return
        if len(spelled) >= _SHORTEST:
            self._spelled[spelled] = mask
            self._beginnings.add(spelled[:_SHORTEST])
            self._lengths = sorted({len(spelled), *self._lengths}, reverse=True)

    def _without_names(self, text: str) -> str:
        """Replace the longest name at each position, in one pass: thousands of names cost no more than one."""
        parts: list[str] = []
        place = 0
        while place < len(text):
            lengths = self._lengths if text[place : place + _SHORTEST] in self._beginnings else []
            found = next((length for length in lengths if text[place : place + length] in self._spelled), 0)
            parts.append(self._spelled[text[place : place + found]] if found else text[place])
            place += found or 1
        return "".join(parts)


def _trouble(text: bytes) -> bytes:
    """Return bytes that keep a masked body as unreadable as it was; nothing if it was UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return b"\xff"
    return b""
