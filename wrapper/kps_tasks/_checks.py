"""Refuse what cannot be sent safely, before anything is sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Protocol

from kps_tasks_client import facts

from ._errors import ConfigurationError, InvalidArgumentError
from ._httpx import httpx
from ._regions import endpoint_of

LIMIT_RANGE = range(2, facts.LIMIT.stop)  # paging needs two tasks to overlap its pages by one
MOST_CONCURRENT = 64
_LONGEST = 2000  # characters of a path segment; what is longer makes no URL that anyone takes
_LABEL = re.compile(r"[^\s\[\]%]{1,63}")
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
    elif len(value) > _LONGEST:
        raise InvalidArgumentError(f"{name} cannot be sent: it has {len(value)} characters.")
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
    if not isinstance(value, int) or isinstance(value, bool) or value not in facts.OFFSET:
        raise InvalidArgumentError(
            f"offset cannot be sent: it must be a whole number from {facts.OFFSET[0]} to {facts.OFFSET[-1]}."
        )
    return value


def check_concurrency(value: object) -> int:
    """Return *value*, if it can be a number of requests at once."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CONCURRENT:
        raise InvalidArgumentError(f"concurrency {value!r}: it must be a whole number from 1 to {MOST_CONCURRENT}.")
    return value


class HasTaskId(Protocol):
    """A task, a row of a list or an update."""

    @property
    def task_id(self) -> str | None: ...


TaskIds = str | HasTaskId | Iterable[str | HasTaskId]


def check_ids(value: TaskIds) -> list[str]:
    """Return the task IDs of *value*, one or many, each once; tasks, rows and updates stand for their IDs."""
    try:
        ids: list[object] = [value] if isinstance(value, str) or hasattr(value, "task_id") else list(value)
    except TypeError:
        raise InvalidArgumentError(f"ids {value!r}: they must be one task ID or several.") from None
    return list(dict.fromkeys(check_segment("task_id", getattr(task, "task_id", task)) for task in ids))


def check_on_unknown(value: object) -> bool:
    """Return whether an unknown task ID is to end the wait for all others."""
    if value not in ("report", "raise"):
        raise InvalidArgumentError(f"on_unknown {value!r}: it must be 'report' or 'raise'.")
    return value == "raise"


def check_at_least(name: str, value: object, least: float = 0.0) -> float:
    """Return *value*, if it is a number that is at least *least*."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value:
        raise InvalidArgumentError(f"{name} {value!r}: it must be a number, {least:g} or more.")
    return value


def check_timeout(value: object) -> float:
    """Return *value*, if it can be the seconds that the network has for a step."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise ConfigurationError(f"timeout {value!r} is not a number of seconds above 0.")
    return value


def check_interval(value: float | Callable[[int], float]) -> Callable[[int], float]:
    """Return *value* as a function from the number of polls so far to the seconds until the next one."""
    if callable(value):
        return lambda rounds: check_at_least("interval", value(rounds))
    seconds = check_at_least("interval", value)
    return lambda rounds: seconds


def check_token(value: object, name: str = "token") -> str:
    """Return *value*, if a header can carry it; say what is wrong with it without showing it."""
    problem = None
    if not isinstance(value, str):
        problem = f"it is {type(value).__name__}, not str"
    elif not value:
        problem = "it is empty"
    elif "\r" in value or "\n" in value:
        problem = "it has a line break; strip it"
    elif not all("!" <= character <= "~" for character in value):
        problem = f"it has a character that no {name} has (white space, a control character or one outside ASCII)"
    if problem or not isinstance(value, str):
        raise ConfigurationError(f"The {name} cannot be sent: {problem}.")
    return value


def check_text(name: str, value: object) -> str:
    """Return *value*, if it is a text that says something."""
    if not isinstance(value, str) or not value.strip() or not is_unicode(value):
        raise ConfigurationError(f"{name} {value!r} is not a text, or empty.")
    return value


def is_unicode(text: str) -> bool:
    """Whether UTF-8 can say a text; Python reads a byte of the environment that cannot be read as half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def endpoint_of_known_region(region: object) -> str:
    """Return the address of the service in a region."""
    if not isinstance(region, str) or not _REGION.fullmatch(region):
        raise ConfigurationError(f"region {region!r} is not a region ID such as cn-north-4.")
    endpoint = endpoint_of(region)
    if endpoint is None:
        from difflib import get_close_matches

        near = get_close_matches(region, facts.ENDPOINTS, n=1)
        raise ConfigurationError(
            f"region {region!r} is not among those that the service is published for"
            f"{f'; did you mean {near[0]}?' if near else '.'} For another one, give its endpoint, "
            f"perhaps {facts.ENDPOINT.format(region=region)}."
        )
    return endpoint


def service_endpoint(region: str | None, endpoint: str | None) -> httpx.URL:
    """Return the address of the service: *endpoint*, or else the one of *region*."""
    if endpoint is None:
        if region is None:
            raise ConfigurationError("Give a region, such as cn-north-4, or an endpoint.")
        endpoint = endpoint_of_known_region(region)
    return check_endpoint("endpoint", endpoint)


def check_endpoint(name: str, endpoint: str) -> httpx.URL:
    """Return *endpoint*, the setting called *name*, if it can be the address of a service."""
    shown = repr(endpoint) if "@" not in str(endpoint) else "given"
    try:
        url = httpx.URL(endpoint.rstrip("/"))
        has_userinfo = bool(url.userinfo)
        usable = url.scheme in ("http", "https") and _is_host(url.host) and not url.query and not url.fragment
        usable = usable and (url.port is None or 0 < url.port < 65536) and "?" not in endpoint and " " not in endpoint
    except (httpx.InvalidURL, TypeError, AttributeError, ValueError):
        has_userinfo = usable = False
    if has_userinfo:
        raise ConfigurationError(f"{name} must not carry a user or password; give the credential as auth.")
    if not usable:
        raise ConfigurationError(f"{name} {shown} is not a URL such as https://host or http://host:8080.")
    return url


def _is_host(host: str) -> bool:
    """Whether a resolver will take it: an address, or labels of up to 63 characters."""
    return (":" in host and "[" not in host) or all(
        _LABEL.fullmatch(label) for label in host.removesuffix(".").split(".")
    )


def _unprintable(text: str) -> str | None:
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            return f"it has the control character {character!r}"
    return None
