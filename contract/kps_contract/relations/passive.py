"""What no response may contain: secrets, internals of the server, times in the future."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from ..description import Kind
from .response import Response, require

SKEW = 5 * 60.0  # seconds that clocks may differ
YEARS = 10 * 365 * 86_400.0  # that the mock may be ahead, because the suite advances its clock
_NOTHING = ("null", "None", "nil", "undefined", "NaN")  # what programs write for a missing value
_TRACE = re.compile(
    r"Traceback \(most recent call last\)|^\s+File \".+\", line \d+|\bat [\w.$<>]+\([\w.]+:\d+\)|goroutine \d+ \["
    r"|\bSQLSTATE\b|\bORA-\d{5}\b|near \"[^\"]*\": syntax error|\bno such (?:table|column): ",
    re.MULTILINE,
)
# In errors only: the message of a failed task may well quote another system.
_INNARDS = re.compile(r"\b[\w.]+(?:Exception|Error): |\bsqlite3?\.\w|\.(?:py|java|go|js|rb):\d+")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-fA-F]+);")
_TIME = re.compile(r"[0-9]{13}")


def scan(response: Response, kind: Kind, token: str = "") -> None:
    """Raise Broken if a response contains what none may contain.

    Args:
        response: Any response.
        kind: What the target is.
        token: The credential, if it is known here.
    """
    headers = "\n".join(response.headers.values())
    if len(token) > 7:
        leaked = token.encode() in response.content or token in headers
        require(not leaked, "secret", "the response contains the token")
    texts = list(_texts(response.body)) if response.body is not None else [response.content.decode("utf-8", "replace")]
    for text in texts:
        found = _TRACE.search(text) or (response.status != 200 and _INNARDS.search(text))
        require(not found, "innards", f"the response exposes an internal error of the server: {text.strip()[:80]!r}")
        require(not _ENTITY.search(text), "escaped", f"the text {text[:80]!r} is HTML-escaped inside JSON")
    if response.status == 200:
        _scan_tasks(response, kind)


def _scan_tasks(response: Response, kind: Kind) -> None:
    latest = _now(response) + (YEARS if kind is Kind.MOCK else SKEW)
    for row in response.rows:
        said = row.get("task_time")
        if isinstance(said, str) and _TIME.fullmatch(said):
            message = f"task {row.get('task_id')} has task_time {said}, which is in the future"
            require(int(said) / 1000 <= latest, "future", message)
        for name, value in row.items():
            message = f"task {row.get('task_id')} has {name} {value!r}, a word that means no value"
            require(kind is Kind.LIVE or value not in _NOTHING, "null", message)
            misread = kind is not Kind.LIVE and isinstance(value, str) and _is_misread(value)
            message = f"task {row.get('task_id')} has {name} {value!r}, UTF-8 that was decoded as something else"
            require(not misread, "encoding", message)
    control = response.headers.get("cache-control", "").lower()
    shared = "public" in control or "s-maxage" in control
    require(not shared, "cache", f"Cache-Control: {control} on data that needs a credential")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _is_misread(text: str) -> bool:
    """Whether a text is UTF-8 misread in a Western code page, or has the mark of a lost character."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return True
    for code_page in ("latin-1", "cp1252"):
        with suppress(UnicodeError):
            if text.encode(code_page).decode("utf-8") != text:
                return True
    return False


def _now(response: Response) -> float:
    """Return the server's time, or ours if it does not send one."""
    try:
        return parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return time.time()
