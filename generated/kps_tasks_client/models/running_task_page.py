from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen

from ..models.running_task import RunningTask
from ..types import Row, plain


@frozen(repr=False, eq=False)
class RunningTaskPage(Row):
    """One page of running tasks."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "total",
        "tasks",
    )

    @property
    def total(self) -> int | None:
        """Number of running tasks in all, not on this page."""
        return self._integer("total")

    @property
    def tasks(self) -> list[RunningTask] | None:
        """The running tasks of this page."""
        return self._list("tasks", RunningTask)

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "total": self.total,
            "tasks": plain(self.tasks),
            **self.extra,
        }
