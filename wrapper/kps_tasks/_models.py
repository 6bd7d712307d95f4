"""Tasks as the service describes them: immutable views of the rows that it sent.

A view reads a field when it is asked for, so a page of a thousand tasks costs little more than its JSON, and nothing
that the service sent is lost or refused: a missing field is None, an unknown one is in ``extra``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar

from attrs import frozen

from ._states import Operation, Phase, operation_of, operation_of_status, phase_of

T_co = TypeVar("T_co", bound="_Row", covariant=True)


@frozen(repr=False)
class _Row:
    """What all tasks have in common."""

    FIELDS: ClassVar[tuple[str, ...]] = ()
    _row: Mapping[str, Any]

    @property
    def task_id(self) -> str | None:
        """ID of the task."""
        return self._text("task_id")

    @property
    def server_id(self) -> str | None:
        """ID of the server whose key pair the task changes."""
        return self._text("server_id")

    @property
    def phase(self) -> Phase:
        """How far the task is: ready, running, succeeded, failed or unknown."""
        raise NotImplementedError

    @property
    def operation(self) -> Operation:
        """What the task does: reset, replace, unbind, bind, reset-or-replace or unknown."""
        raise NotImplementedError

    @property
    def raw(self) -> Mapping[str, Any]:
        """The row as the service sent it, read-only."""
        return MappingProxyType(dict(self._row))

    @property
    def extra(self) -> Mapping[str, Any]:
        """What the service sent beyond the documented fields, read-only."""
        return MappingProxyType({name: value for name, value in self._row.items() if name not in self.FIELDS})

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {name: getattr(self, name) for name in self.FIELDS} | dict(self.extra)

    def _text(self, name: str) -> str | None:
        value = self._row.get(name)
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False)  # documented as text; another type stays readable

    def __hash__(self) -> int:
        return hash((type(self), self.task_id, self.server_id))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"{type(self).__name__}({fields})"


@frozen(repr=False, eq=False)
class Task(_Row):
    """One task, as ``GET /v3/{project_id}/tasks/{task_id}`` gives it."""

    FIELDS = ("task_id", "task_status", "server_id")

    @property
    def task_status(self) -> str | None:
        """State of the task in the service's words; compare with ``phase`` rather than with a list of values."""
        return self._text("task_status")

    @property
    def phase(self) -> Phase:
        """How far the task is."""
        return phase_of(self.task_status)

    @property
    def operation(self) -> Operation:
        """What the task does. A reset that ended may be a replacement: the pages give its status both meanings."""
        return operation_of_status(self.task_status)


@frozen(repr=False, eq=False)
class _ListedTask(_Row):
    """What the rows of both lists have in common."""

    @property
    def operate_type(self) -> str | None:
        """What the task does, in the service's words; which list it stands in says how far it is."""
        return self._text("operate_type")

    @property
    def operation(self) -> Operation:
        """What the task does."""
        return operation_of(self.operate_type)

    @property
    def task_time(self) -> str | None:
        """Time of the task as sent: milliseconds since 1970 in decimal digits, in the one published example."""
        return self._text("task_time")

    @property
    def task_datetime(self) -> datetime | None:
        """Time of the task in UTC, or None where ``task_time`` is not a number of milliseconds."""
        text = self.task_time or ""
        if not (text.isascii() and text.isdigit()):
            return None
        try:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    @property
    def server_name(self) -> str | None:
        """Name of the server."""
        return self._text("server_name")

    @property
    def keypair_name(self) -> str | None:
        """Name of the key pair."""
        return self._text("keypair_name")


@frozen(repr=False, eq=False)
class RunningTask(_ListedTask):
    """One row of ``GET /v3/{project_id}/running-tasks``."""

    FIELDS = ("task_id", "operate_type", "task_time", "server_name", "server_id", "keypair_name")

    @property
    def phase(self) -> Phase:
        """Ready or running. The pages list values for this list that say failed; a task that stands in it runs."""
        return Phase.READY if phase_of(self.operate_type) is Phase.READY else Phase.RUNNING


@frozen(repr=False, eq=False)
class FailedTask(_ListedTask):
    """One row of ``GET /v3/{project_id}/failed-tasks``."""

    FIELDS = (
        "task_id",
        "operate_type",
        "task_time",
        "task_error_code",
        "task_error_msg",
        "server_name",
        "server_id",
        "keypair_name",
    )

    @property
    def phase(self) -> Phase:
        """Always failed. The example of the pages says running; a task that stands in this list failed."""
        return Phase.FAILED

    @property
    def task_error_code(self) -> str | None:
        """Code of the failure; None in the published example."""
        return self._text("task_error_code")

    @property
    def task_error_msg(self) -> str | None:
        """Message of the failure."""
        return self._text("task_error_msg")


@frozen
class Page(Generic[T_co]):
    """One page of a list, without the tasks that an earlier page had.

    Args:
        tasks: The tasks of the page, in the service's order.
        total: How many tasks the whole list had when the page was read; None where the service did not say.
        offset: Where in the list the page began.
        request_id: ID of the request that read the page.
    """

    tasks: tuple[T_co, ...]
    total: int | None
    offset: int
    request_id: str | None

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)
