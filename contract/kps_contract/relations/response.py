"""A response and its request, in the form that the rules need."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import field, frozen

from ..description import FAILED, RUNNING, SHOW, parameter

Row = dict[str, Any]

DEFAULTS = {"limit": parameter("Limit")["x-kps-documented-default"], "offset": 0}
RANGES = {
    name: range(schema["minimum"], schema["maximum"] + 1)
    for name, schema in (("limit", parameter("Limit")["schema"]), ("offset", parameter("Offset")["schema"]))
}
NAMES = {"running-tasks": RUNNING, "failed-tasks": FAILED}


class Broken(AssertionError):
    """A response breaks a rule.

    Args:
        rule: Short name of the rule.
        message: What is wrong, with the values.
        responses: The responses that show it, if it is not just the last one.
    """

    def __init__(self, rule: str, message: str, *responses: Response) -> None:
        super().__init__(f"{rule}: {message}")
        self.rule = rule
        self.message = message
        self.responses = responses


def require(condition: object, rule: str, message: str, *responses: Response) -> None:
    """Raise Broken unless the condition holds."""
    if not condition:
        raise Broken(rule, message, *responses)


@frozen
class Response:
    """The response to one GET.

    Attributes:
        operation: ID of the operation that the path names, None if it names none.
        project_id: Project of the path.
        task_id: Task of the path, if it names one.
        limit: The limit in the query or its default; None if the value sent is not documented.
        offset: The offset, likewise.
        status: HTTP status.
        headers: Headers by lower-case name.
        body: The JSON that came, None if it was not JSON.
        body: The JSON received; None if it was not JSON.
        content: The body as received.
        sent: When the request was sent, in seconds of any clock.
        received: When the response was complete.
        entry: Number of the entry in the HAR file, from 1; 0 if it is in none.
    """

    operation: str | None
    project_id: str | None
    task_id: str | None
    limit: int | None
    offset: int | None
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    content: bytes = field(repr=False, default=b"")
    sent: float = 0.0
    received: float = 0.0
    curl: str = ""
    entry: int = 0

    @property
    def rows(self) -> list[Row]:
        """The tasks of a page; none if it is not one."""
        tasks = self.body.get("tasks") if isinstance(self.body, dict) else None
        return [row for row in tasks if isinstance(row, dict)] if isinstance(tasks, list) else []


def read(
    url: str,
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    sent: float | None = None,
    received: float | None = None,
    curl: str = "",
    entry: int = 0,
) -> Response:
    """Create a response from what was sent and received; without times, it was received just now."""
    now = time.monotonic()
    sent, received = now if sent is None else sent, now if received is None else received
    parts = urlsplit(url)
    segments = [unquote(segment) for segment in parts.path.removeprefix("/").split("/")]
    operation: str | None = None
    project_id: str | None = None
    task_id: str | None = None
    match segments:
        case ["v3", project, "tasks", task]:
            operation, project_id, task_id = SHOW, project, task
        case ["v3", project, name] if name in NAMES:
            operation, project_id = NAMES[name], project
    lower = {name.lower(): value for name, value in headers.items()}
    return Response(
        operation, project_id, task_id, _number(parts.query, "limit"), _number(parts.query, "offset"), status, lower,
        _json(content), content, sent, received, curl, entry,
    )  # fmt: skip


def _json(content: bytes) -> Any:
    """Return the value of valid JSON; None for what only some parsers accept."""
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except ValueError:
        return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _number(asked: str, name: str) -> int | None:
    """Return the number in a query; None if it is not documented, or its name is spelled oddly."""
    values = [value for key, value in parse_qsl(asked, keep_blank_values=True) if key == name]
    if asked.lower().count(name) > len(values):
        return None
    if not values:
        return int(DEFAULTS[name])
    if len(values) > 1 or not re.fullmatch("[0-9]{1,10}", values[0]) or int(values[0]) not in RANGES[name]:
        return None
    return int(values[0])
