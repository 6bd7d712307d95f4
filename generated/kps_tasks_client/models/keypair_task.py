from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen

from ..types import Row, text_of


@frozen(repr=False, eq=False)
class KeypairTask(Row):
    """State of one task."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "task_id",
        "task_status",
        "server_id",
    )

    @property
    def task_id(self) -> str | None:
        """ID of the task, as it was asked for."""
        value = self._row.get("task_id")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def task_status(self) -> str | None:
        """State of the task. Open: compare with KnownTaskStatus and never reject another value. The published list
        says FAILED_RESET and SUCCESS_RESET twice, the second time for a replacement."""
        value = self._row.get("task_status")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def server_id(self) -> str | None:
        """ID of the server whose key pair the task changes."""
        value = self._row.get("server_id")
        return value if value is None or isinstance(value, str) else text_of(value)

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "task_id": self.task_id,
            "task_status": self.task_status,
            "server_id": self.server_id,
            **self.extra,
        }
