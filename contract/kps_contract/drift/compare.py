"""Compare recorded responses with the spec, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from ..description import FAILED, RUNNING, SHOW, known
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
    """How often something was met, and when first."""

    count: int = 0
    first: str = ""

    def note(self, when: str) -> None:
        """Count one more."""
        self.count += 1
        self.first = min(filter(None, (self.first, when)), default="")


@frozen
class Drift:
    """What differs; each by what it is about, such as `FailedTask.task_error_code`.

    Attributes:
        responses: Number of responses that were looked at.
        values: Values that no Known… schema has, as (schema, value).
        variants: Known values that no page lists properly, and that were met, as (schema, value).
        extra: Fields that the spec does not have, with the type that came.
        missing: Fields that the spec has and that were left out, with how often of how many.
        nulls: Fields that were null, and of which the spec does not say so.
        types: Fields of another type than the spec's, with the type that came.
        statuses: Statuses that the spec does not have, as (operation, status).
        never: What the spec has and nobody sent.
    """

    responses: int
    values: dict[tuple[str, str], Occurrences] = field(factory=dict)
    variants: dict[tuple[str, str], Occurrences] = field(factory=dict)
    extra: dict[tuple[str, str], Occurrences] = field(factory=dict)
    missing: dict[tuple[str, str], Occurrences] = field(factory=dict)
    nulls: dict[tuple[str, str], Occurrences] = field(factory=dict)
    types: dict[tuple[str, str], Occurrences] = field(factory=dict)
    statuses: dict[tuple[str, str], Occurrences] = field(factory=dict)
    never: list[str] = field(factory=list)


def compare(records: Iterable[Recorded]) -> Drift:
    """Return how the responses differ from the spec."""
    records = list(records)
    drift = Drift(len(records))
    met: set[str] = set()
    for record in records:
        response = record.response
        operation = str(response.operation)
        documented = openapi().operations()[operation].responses
        met.add(f"{operation} {response.status}")
        if str(response.status) not in documented:
            _note(drift.statuses, operation, str(response.status), record.when)
        for schema, value in _objects(record):
            _compare_object(drift, met, schema, value, record.when)
    drift.never.extend(text for text in _all_documented() if text not in met)
    return drift


def _objects(record: Recorded) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each object of a body that the spec describes, with the name of its schema."""
    response = record.response
    if not isinstance(response.body, dict):
        return
    if response.status != 200:
        yield ERROR, response.body
    elif response.operation == SHOW:
        yield SCHEMAS[SHOW], response.body
    else:
        operation = str(response.operation)
        yield PAGES[operation], response.body
        yield from ((SCHEMAS[operation], row) for row in response.rows)


def _compare_object(drift: Drift, met: set[str], schema: str, value: dict[str, Any], when: str) -> None:
    fields: Node = openapi().schemas[schema]["properties"]
    for name in value.keys() - fields.keys():
        _note(drift.extra, f"{schema}.{name}", TYPES.get(type(value[name]), "null"), when)
    for name, content in fields.items():
        place = f"{schema}.{name}"
        if name not in value:
            if schema != ERROR:  # its three forms have different fields
                _note(drift.missing, place, "", when)
            continue
        met.add(place)
        _compare_value(drift, met, place, content, value[name], when)


def _compare_value(drift: Drift, met: set[str], place: str, content: Node, value: Any, when: str) -> None:
    kind = TYPES.get(type(value), "null")
    if value is None:
        if not content.get("nullable"):
            _note(drift.nulls, place, "null", when)
        return
    expected = content.get("type", "object")
    if kind != expected:
        _note(drift.types, place, kind, when)
        return
    schema = VALUES.get(place.rpartition(".")[2])
    if schema and isinstance(value, str):
        met.add(f"{schema} {value}")
        words = known(schema).get(value)
        if words is None:
            _note(drift.values, schema, value, when)
        elif words.get("evidence", ESTABLISHED) != ESTABLISHED:
            _note(drift.variants, schema, value, when)


def _all_documented() -> Iterator[str]:
    """Name all that could be met: statuses, fields and states."""
    for name, operation in openapi().operations().items():
        yield from (f"{name} {status}" for status in operation.responses)
    for schema in [*SCHEMAS.values(), *PAGES.values()]:
        yield from (f"{schema}.{name}" for name in openapi().schemas[schema]["properties"])
    for schema in ("KnownTaskStatus", "KnownOperateType"):
        yield from (f"{schema} {value}" for value in known(schema))


def _note(place: dict[tuple[str, str], Occurrences], about: str, what: str, when: str) -> None:
    place.setdefault((about, what), Occurrences()).note(when)
