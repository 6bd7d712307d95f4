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
        self._lock = threading.Lock()

    def apply(self, content: bytes) -> bytes:
        """Return a body, also a broken or cut one, without names."""
        with self._lock:
            named = _FIELD.sub(self._field, content)
            return _TEXT.sub(self._text, named)

    def _field(self, match: re.Match[bytes]) -> bytes:
        kind, name = match[2], match[3]
        mask = self._masks.setdefault(name, b"masked-%s-%d" % (kind, len(self._masks) + 1))
        return b'%s"%s%s' % (match[1], mask, match[4])

    def _text(self, match: re.Match[bytes]) -> bytes:
        try:
            text = json.loads(match[2])
        except ValueError:
            return match[1] + b'"masked"'
        for name, mask in sorted(self._masks.items(), key=lambda pair: -len(pair[0])):
            spelled = json.loads(b'"%s"' % name, strict=False)
            if len(spelled) >= _SHORTEST:
                text = text.replace(spelled, mask.decode())
        return match[1] + json.dumps(text, ensure_ascii=False).encode()
