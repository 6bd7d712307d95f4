"""Make the service's text safe to show."""

from __future__ import annotations

import unicodedata

_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control and format characters, surrogates, line and paragraph separators


def printable(value: object) -> str:
    """Return *value* as text on one line, with an escape for each character that a terminal would act on."""
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _INVISIBLE else c for c in text)
