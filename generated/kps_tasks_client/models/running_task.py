from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen

from ..types import Row, text_of


@frozen(repr=False, eq=False)
class RunningTask(Row):
    """One task in progress."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "task_id",
        "operate_type",
        "task_time",
        "server_name",
        "server_id",
        "keypair_name",
    )

    @property
    def task_id(self) -> str | None:
        """ID of the task. The pages call it the ID of the server, as they do server_id."""
        value = self._row.get("task_id")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def operate_type(self) -> str | None:
        """What the task does. Open: compare with KnownOperateType and never reject another value. The pages list
        three values that say failed, though the task runs; their example says RUNNING_RESET."""
        value = self._row.get("operate_type")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def task_time(self) -> str | None:
        """Time of the task, in the published example as milliseconds since 1970 in decimal digits."""
        value = self._row.get("task_time")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def server_name(self) -> str | None:
        """Name of the server."""
        value = self._row.get("server_name")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def server_id(self) -> str | None:
        """ID of the server."""
        value = self._row.get("server_id")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def keypair_name(self) -> str | None:
        """Name of the key pair."""
        value = self._row.get("keypair_name")
        return value if value is None or isinstance(value, str) else text_of(value)

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "task_id": self.task_id,
            "operate_type": self.operate_type,
            "task_time": self.task_time,
            "server_name": self.server_name,
            "server_id": self.server_id,
            "keypair_name": self.keypair_name,
            **self.extra,
        }
