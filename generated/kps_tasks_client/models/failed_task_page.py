from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, ClassVar

from attrs import define, field

from ..models.failed_task import FailedTask
from ..types import Row, integer_of, plain, rows_of


@define(repr=False, eq=False, init=False)
class FailedTaskPage(Row):
    """One page of failed tasks."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "total",
        "tasks",
    )
    _total: Any = field(init=False)
    _tasks: Any = field(init=False)

    def __init__(self, row: Mapping[str, Any]) -> None:
        try:  # IDs and times are each their own; what many rows have is kept once, so a long list takes less memory
            self._total = (value := row["total"]) and intern(value)
            self._tasks = (value := row["tasks"]) and intern(value)
            self._row = None if len(row) == 2 else row
        except (KeyError, TypeError):  # a field is missing, or not the text that it should be
            self._total = row.get("total")
            self._tasks = row.get("tasks")
            self._row = row

    @property
    def total(self) -> int | None:
        """Number of failed tasks in all, not on this page."""
        return integer_of(self._total)

    @property
    def tasks(self) -> list[FailedTask] | None:
        """The failed tasks of this page."""
        return rows_of(self._tasks, FailedTask)

    def _values(self) -> tuple[Any, ...]:
        return (
            self._total,
            self._tasks,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "total": self.total,
            "tasks": plain(self.tasks),
            **self.extra,
        }
