"""Refuse what cannot be sent safely, before anything is sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from kps_tasks_client import facts

from ._errors import ConfigurationError, InvalidArgumentError
from ._httpx import httpx

LIMIT_RANGE = range(2, facts.LIMIT.stop)  # paging needs two tasks to overlap its pages by one
MOST_CONCURRENT = 64
_LONGEST = 2000  # characters of a path segment; no server accepts a longer URL


def check_segment(name: str, value: object) -> str:
    """Return *value* if it can be one segment of a path.

    ``.`` and ``..`` cannot: clients and servers resolve them, which would call another operation.
    """
    text = value if isinstance(value, str) else ""
    problem = _unprintable(text)
    if not isinstance(value, str):
        problem = f"it is {type(value).__name__}, not str"
    elif not value.strip():
        problem = "it is empty"
    elif value in (".", ".."):
        problem = "it would change the path"
    elif len(value) > _LONGEST:
        raise InvalidArgumentError(f"{name} cannot be sent: it has {len(value)} characters.")
    if problem:
        raise InvalidArgumentError(f"{name} {value!r} cannot be sent: {problem}.")
    return text


def check_limit(value: object) -> int:
    """Return *value* if it can be the number of tasks on a page."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in LIMIT_RANGE:
        raise InvalidArgumentError(
            f"limit {value!r} cannot be sent: it must be a whole number from {LIMIT_RANGE[0]} to {LIMIT_RANGE[-1]}."
        )
    return value


def check_offset(value: object) -> int:
    """Return *value* if it can be a number of tasks to skip."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in facts.OFFSET:
        raise InvalidArgumentError(
            f"offset cannot be sent: it must be a whole number from {facts.OFFSET[0]} to {facts.OFFSET[-1]}."
        )
    return value


def check_concurrency(value: object) -> int:
    """Return *value* if it can be a number of simultaneous requests."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CONCURRENT:
        raise InvalidArgumentError(f"concurrency {value!r}: it must be a whole number from 1 to {MOST_CONCURRENT}.")
    return value


class HasTaskId(Protocol):
    """A task, a row of a list or an update."""

    @property
    def task_id(self) -> str | None: ...


TaskIds = str | HasTaskId | Iterable[str | HasTaskId]


def check_ids(value: TaskIds) -> list[str]:
    """Return the distinct task IDs in *value*, one or many; tasks, rows and updates stand for their IDs."""
    try:
        ids: list[object] = [value] if isinstance(value, str) or hasattr(value, "task_id") else list(value)
    except TypeError:
        raise InvalidArgumentError(f"ids {value!r}: they must be one task ID or several.") from None
    return list(dict.fromkeys(check_segment("task_id", getattr(task, "task_id", task)) for task in ids))


def check_on_unknown(value: object) -> bool:
    """Return whether an unknown task ID ends the wait for all others."""
    if value not in ("report", "raise"):
        raise InvalidArgumentError(f"on_unknown {value!r}: it must be 'report' or 'raise'.")
    return value == "raise"


def check_at_least(name: str, value: object, least: float = 0.0) -> float:
    """Return *value* if it is a number of at least *least*."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value:
        raise InvalidArgumentError(f"{name} {value!r}: it must be a number, {least:g} or more.")
    return value


def check_timeout(value: object) -> httpx.Timeout:
    """Return *value*, in seconds or as ``httpx.Timeout``, as the time limits of network steps."""
    if isinstance(value, httpx.Timeout):
        parts = [part for part in value.as_dict().values() if part is not None]
        if all(0 < part < float("inf") for part in parts):
            return value
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < float("inf"):
        return httpx.Timeout(value)
    raise ConfigurationError(f"timeout {value!r} is not a number of seconds above 0.")


def check_deadline(value: object) -> float | None:
    """Return *value* if it can be the number of seconds for a call."""
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < float("inf")):
        return value
    raise ConfigurationError(f"deadline {value!r} is not a number of seconds above 0, or None for no deadline.")


_CREDENTIAL_HEADERS = {facts.TOKEN_HEADER.lower(), "authorization", "proxy-authorization", "x-security-token", "cookie"}
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return *headers* if they can be sent and carry no credential, which would not be redacted."""
    try:
        given = dict(headers.items())
    except AttributeError:
        raise ConfigurationError("headers must be a mapping of names to values.") from None
    for name, value in given.items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise ConfigurationError(f"headers: {name!r} is not the name of a header.")
        if name.lower() in _CREDENTIAL_HEADERS:
            raise ConfigurationError(f"headers must not carry {name}; give the credential as auth.")
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            raise ConfigurationError(f"headers: the value of {name} cannot be sent; it must be printable ASCII.")
    return given


def check_interval(value: float | Callable[[int], float]) -> Callable[[int], float]:
    """Return *value* as a function from the number of polls so far to the seconds until the next one."""
    if callable(value):
        return lambda rounds: check_at_least("interval", value(rounds))
    seconds = check_at_least("interval", value)
    return lambda rounds: seconds


def check_token(value: object, name: str = "token") -> str:
    """Return *value* if a header can carry it; the error does not show it."""
    problem = None
    if not isinstance(value, str):
        problem = f"it is {type(value).__name__}, not str"
    elif not value:
        problem = "it is empty"
    elif "\r" in value or "\n" in value:
        problem = "it has a line break; strip it"
    elif not all("!" <= character <= "~" for character in value):
        problem = f"it has a character that no {name} has (white space, a control character or one outside ASCII)"
    if isinstance(value, str) and not problem:
        return value
    del value  # some tools show the variables of every frame in a traceback
    raise ConfigurationError(f"The {name} cannot be sent: {problem}.")


def check_text(name: str, value: object) -> str:
    """Return *value* if it is a string and not blank."""
    if not isinstance(value, str) or not value.strip() or not is_unicode(value):
        raise ConfigurationError(f"{name} {value!r} is empty or not a string.")
    return value


def is_unicode(text: str) -> bool:
    """Whether a text can be encoded; Python reads undecodable bytes of the environment as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _unprintable(text: str) -> str | None:
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            return f"it has the control character {character!r}"
    return None
