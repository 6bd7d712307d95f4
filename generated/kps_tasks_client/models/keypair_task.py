from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, ClassVar

from attrs import define, field

from ..types import Row, text_of


@define(repr=False, eq=False, init=False)
class KeypairTask(Row):
    """State of one task."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "task_id",
        "task_status",
        "server_id",
    )
    _task_id: Any = field(init=False)
    _task_status: Any = field(init=False)
    _server_id: Any = field(init=False)

    def __init__(self, row: Mapping[str, Any]) -> None:
        try:  # IDs and times are each their own; what many rows have is kept once, so a long list takes less memory
            self._task_id = row["task_id"]
            self._task_status = (value := row["task_status"]) and intern(value)
            self._server_id = row["server_id"]
            self._row = None if len(row) == 3 else row
        except (KeyError, TypeError):  # a field is missing, or not the text that it should be
            self._task_id = row.get("task_id")
            self._task_status = row.get("task_status")
            self._server_id = row.get("server_id")
            self._row = row

    @property
    def task_id(self) -> str | None:
        """ID of the task, as requested."""
        value = self._task_id
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def task_status(self) -> str | None:
        """State of the task. The list of values is open; do not reject others."""
        value = self._task_status
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def server_id(self) -> str | None:
        """ID of the server whose key pair the task changes."""
        value = self._server_id
        return value if value is None or isinstance(value, str) else text_of(value)

    def _values(self) -> tuple[Any, ...]:
        return (
            self._task_id,
            self._task_status,
            self._server_id,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "task_id": self.task_id,
            "task_status": self.task_status,
            "server_id": self.server_id,
            **self.extra,
        }
