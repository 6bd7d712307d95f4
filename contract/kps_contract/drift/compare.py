"""Compare recorded responses with the spec, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from attrs import Factory, define, field, frozen

from ..description import FAILED, RUNNING, SHOW, known
from ..relations.response import Response
from ..spec import Node, openapi
from .recorded import Recorded

SCHEMAS = {SHOW: "KeypairTask", RUNNING: "RunningTask", FAILED: "FailedTask"}
PAGES = {RUNNING: "RunningTaskPage", FAILED: "FailedTaskPage"}
ERROR = "ErrorResponse"
VALUES = {"task_status": "KnownTaskStatus", "operate_type": "KnownOperateType", "error_code": "KnownErrorCode"}
ESTABLISHED = "documented"
TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}


@define
class Occurrences:
    """For how many tasks, or other responses, something occurred, and when first.

    Attributes:
        of: The tasks; the responses if it is not about a task.
        first: When it first occurred.
    """

    of: set[str] = Factory(set)
    first: str = ""

    @property
    def count(self) -> int:
        """Number of tasks or responses; a task that is read again counts once."""
        return len(self.of)

    def note(self, met: Met) -> None:
        """Count another task or response."""
        self.of.add(met.of)
        self.first = min(filter(None, (self.first, met.when)), default="")


@frozen
class Met:
    """The task or response in which something occurred, and when."""

    of: str
    when: str


@frozen
class Drift:
    """The differences, each by its subject, such as `FailedTask.task_error_code`.

    Attributes:
        responses: Number of responses compared.
        values: Values that are in no Known… schema, as (schema, value).
        variants: Known values that occurred but that no page lists properly, as (schema, value).
        extra: Fields that the spec does not have, with the type received.
        missing: Fields of the spec that were omitted, with how often of how many.
        nulls: Fields that were null although the spec does not allow it.
        types: Fields whose type is not the spec's, with the type received.
        times: Times that are not milliseconds since 1970, with the format received.
        unreadable: Responses that are not JSON in UTF-8, as (operation, what they are).
        statuses: Statuses that the spec does not have, as (operation, status).
        never: What the spec has and was never sent.
    """

    responses: int
    values: dict[tuple[str, str], Occurrences] = field(factory=dict)
    variants: dict[tuple[str, str], Occurrences] = field(factory=dict)
    extra: dict[tuple[str, str], Occurrences] = field(factory=dict)
    missing: dict[tuple[str, str], Occurrences] = field(factory=dict)
    nulls: dict[tuple[str, str], Occurrences] = field(factory=dict)
    types: dict[tuple[str, str], Occurrences] = field(factory=dict)
    times: dict[tuple[str, str], Occurrences] = field(factory=dict)
    unreadable: dict[tuple[str, str], Occurrences] = field(factory=dict)
    statuses: dict[tuple[str, str], Occurrences] = field(factory=dict)
    never: list[str] = field(factory=list)


def compare(records: Iterable[Recorded]) -> Drift:
    """Return the differences between the responses and the spec."""
    records = list(records)
    drift = Drift(len(records))
    met: set[str] = set()
    for number, record in enumerate(records):
        response, about = record.response, Met(f"response {number}", record.when)
        operation = str(response.operation)
        documented = openapi().operations()[operation].responses
        met.add(f"{operation} {response.status}")
        if str(response.status) not in documented:
            _note(drift.statuses, operation, str(response.status), about)
        if response.body is None:
            _note(drift.unreadable, operation, _encoding(response.content), about)
        for schema, value, of in _objects(response):
            named = Met(of, record.when) if of else about
            if isinstance(value, dict):
                _compare_object(drift, met, schema, value, named)
            else:
                _note(drift.types, schema, _kind(value), about)
    drift.never.extend(text for text in _all_documented() if text not in met)
    return drift


def _encoding(content: bytes) -> str:
    """Describe a body that could not be read."""
    if not content:
        return "empty"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "not UTF-8"
    return "not JSON"


def _kind(value: Any) -> str:
    return TYPES.get(type(value), "null")


def _objects(response: Response) -> Iterator[tuple[str, Any, str]]:
    """Yield each object of a body that the spec describes, with the name of its schema and its task."""
    operation, body = str(response.operation), response.body
    if body is None:
        return
    if response.status != 200:
        yield ERROR, body, ""
    elif response.operation == SHOW:
        yield SCHEMAS[SHOW], body, str(response.task_id)
    else:
        yield PAGES[operation], body, ""
        tasks = body.get("tasks") if isinstance(body, dict) else None
        for row in tasks if isinstance(tasks, list) else []:
            yield SCHEMAS[operation], row, str(row.get("task_id")) if isinstance(row, dict) else ""


def _compare_object(drift: Drift, met: set[str], schema: str, value: dict[str, Any], about: Met) -> None:
    fields: Node = openapi().schemas[schema]["properties"]
    for name in value.keys() - fields.keys():
        _note(drift.extra, f"{schema}.{name}", _kind(value[name]), about)
    for name, content in fields.items():
        place = f"{schema}.{name}"
        if name not in value:
            if schema != ERROR:  # its three forms have different fields
                _note(drift.missing, place, "", about)
            continue
        met.add(place)
        _compare_value(drift, met, place, content, value[name], about)


def _compare_value(drift: Drift, met: set[str], place: str, content: Node, value: Any, about: Met) -> None:
    if value is None:
        if not content.get("nullable"):
            _note(drift.nulls, place, "null", about)
        return
    name = place.rpartition(".")[2]
    if name == "task_time" and (form := time_form(value)):
        _note(drift.times, place, form, about)
    if _kind(value) != content.get("type", "object"):
        _note(drift.types, place, _kind(value), about)
        return
    schema = VALUES.get(name)
    if schema and isinstance(value, str):
        met.add(f"{schema} {value}")
        words = known(schema).get(value)
        if words is None:
            _note(drift.values, schema, value, about)
        elif words.get("evidence", ESTABLISHED) != ESTABLISHED:
            _note(drift.variants, schema, value, about)


def time_form(value: object) -> str:
    """Return the format of a time; empty for the documented one, milliseconds since 1970."""
    text = str(value)
    if re.fullmatch("[0-9]{13}", text):
        return ""
    if re.fullmatch("[0-9]{10}", text):
        return "seconds since 1970"
    if re.fullmatch(r"[0-9]{10}\.[0-9]+", text):
        return "seconds since 1970 with a fraction"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return "an unknown format" if text else "empty"
    return "ISO 8601"


def _all_documented() -> Iterator[str]:
    """Yield everything that could occur: statuses, fields and states."""
    for name, operation in openapi().operations().items():
        yield from (f"{name} {status}" for status in operation.responses)
    for schema in [*SCHEMAS.values(), *PAGES.values()]:
        yield from (f"{schema}.{name}" for name in openapi().schemas[schema]["properties"])
    for schema in ("KnownTaskStatus", "KnownOperateType"):
        yield from (f"{schema} {value}" for value in known(schema))


def _note(place: dict[tuple[str, str], Occurrences], about: str, what: str, of: Met) -> None:
    place.setdefault((about, what), Occurrences()).note(of)
