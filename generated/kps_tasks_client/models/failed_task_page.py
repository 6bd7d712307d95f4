from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen

from ..models.failed_task import FailedTask
from ..types import Row, plain


@frozen(repr=False, eq=False)
class FailedTaskPage(Row):
    """One page of failed tasks."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "total",
        "tasks",
    )

    @property
    def total(self) -> int | None:
        """Number of failed tasks in all, not on this page."""
        return self._integer("total")

    @property
    def tasks(self) -> list[FailedTask] | None:
        """The failed tasks of this page."""
        return self._list("tasks", FailedTask)

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "total": self.total,
            "tasks": plain(self.tasks),
            **self.extra,
        }
