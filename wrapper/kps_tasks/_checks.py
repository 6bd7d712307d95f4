"""Refuse what cannot be sent safely, before anything is sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from ._errors import ConfigurationError, InvalidArgumentError
from ._httpx import httpx

LIMIT_RANGE = range(2, 1001)  # 1 to 1000 for the service; paging needs two to overlap its pages by one
MOST_CONCURRENT = 64
ENDPOINT = "https://kms.{region}.myhuaweicloud.com"  # the server of openapi.yaml
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def check_segment(name: str, value: object) -> str:
    """Return *value*, if it can be one segment of a path and stay one.

    ``.`` and ``..`` cannot: HTTP clients and servers take them for a way up, and another operation would be called.
    """
    text = value if isinstance(value, str) else ""
    problem = _unprintable(text)
    if not isinstance(value, str):
        problem = f"it is {type(value).__name__}, not str"
    elif not value.strip():
        problem = "it is empty"
    elif value in (".", ".."):
        problem = "it would lead to another path"
    if problem:
        raise InvalidArgumentError(f"{name} {value!r} cannot be sent: {problem}.")
    return text


def check_limit(value: object) -> int:
    """Return *value*, if it can be the number of tasks on a page."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in LIMIT_RANGE:
        raise InvalidArgumentError(
            f"limit {value!r} cannot be sent: it must be a whole number from {LIMIT_RANGE[0]} to {LIMIT_RANGE[-1]}."
        )
    return value


def check_offset(value: object) -> int:
    """Return *value*, if it can be a number of tasks to skip."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidArgumentError(f"offset {value!r} cannot be sent: it must be a whole number, 0 or more.")
    return value


def check_concurrency(value: object) -> int:
    """Return *value*, if it can be a number of requests at once."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CONCURRENT:
        raise InvalidArgumentError(f"concurrency {value!r}: it must be a whole number from 1 to {MOST_CONCURRENT}.")
    return value


def check_ids(value: str | Iterable[str]) -> list[str]:
    """Return the task IDs of *value*, one or many, each once."""
    try:
        ids = [value] if isinstance(value, str) else list(value)
    except TypeError:
        raise InvalidArgumentError(f"ids {value!r}: they must be one task ID or several.") from None
    return list(dict.fromkeys(check_segment("task_id", task_id) for task_id in ids))


def check_seconds(name: str, value: object, least: float = 0.0) -> float:
    """Return *value*, if it can be a number of seconds, or of anything else that is at least *least*."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value:
        raise InvalidArgumentError(f"{name} {value!r}: it must be a number, {least:g} or more.")
    return value


def check_interval(value: float | Callable[[int], float]) -> Callable[[int], float]:
    """Return *value* as a function from the number of a round to the seconds until the next one."""
    if callable(value):
        return lambda rounds: check_seconds("interval", value(rounds))
    seconds = check_seconds("interval", value)
    return lambda rounds: seconds


def check_token(value: object) -> str:
    """Return *value*, if it can be a token; say what is wrong with it without showing it."""
    problem = None
    if not isinstance(value, str):
        problem = f"it is {type(value).__name__}, not str"
    elif not value:
        problem = "it is empty"
    elif "\r" in value or "\n" in value:
        problem = "it has a line break; strip it"
    elif not all("!" <= character <= "~" for character in value):
        problem = "it has a character that no token has (white space, a control character or one outside ASCII)"
    if problem or not isinstance(value, str):
        raise ConfigurationError(f"The token cannot be sent: {problem}.")
    return value


def check_endpoint(region: str | None, endpoint: str | None) -> httpx.URL:
    """Return the address of the service: *endpoint*, or else the one of *region*."""
    if endpoint is None:
        if region is None:
            raise ConfigurationError("Give a region, such as cn-north-4, or an endpoint.")
        if not isinstance(region, str) or not _REGION.fullmatch(region):
            raise ConfigurationError(f"region {region!r} is not a region ID such as cn-north-4.")
        endpoint = ENDPOINT.format(region=region)
    try:
        url = httpx.URL(endpoint.rstrip("/"))
        usable = url.scheme in ("http", "https") and url.host and not url.query and not url.fragment
    except (httpx.InvalidURL, TypeError, AttributeError):
        usable = False
    if not usable:
        raise ConfigurationError(f"endpoint {endpoint!r} is not a URL such as https://host or http://host:8080.")
    if url.userinfo:
        raise ConfigurationError("The endpoint must not carry a user or password; give the credential as auth.")
    return url


def _unprintable(text: str) -> str | None:
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            return f"it has the control character {character!r}"
    return None
