from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, ClassVar

from attrs import define, field

from ..types import Row, text_of


@define(repr=False, eq=False, init=False)
class FailedTask(Row):
    """One failure."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "task_id",
        "operate_type",
        "task_time",
        "task_error_code",
        "task_error_msg",
        "server_name",
        "server_id",
        "keypair_name",
    )
    _task_id: Any = field(init=False)
    _operate_type: Any = field(init=False)
    _task_time: Any = field(init=False)
    _task_error_code: Any = field(init=False)
    _task_error_msg: Any = field(init=False)
    _server_name: Any = field(init=False)
    _server_id: Any = field(init=False)
    _keypair_name: Any = field(init=False)

    def __init__(self, row: Mapping[str, Any]) -> None:
        try:  # IDs and times are each their own; what many rows have is kept once, so a long list takes less memory
            self._task_id = row["task_id"]
            self._operate_type = (value := row["operate_type"]) and intern(value)
            self._task_time = row["task_time"]
            self._task_error_code = (value := row["task_error_code"]) and intern(value)
            self._task_error_msg = (value := row["task_error_msg"]) and intern(value)
            self._server_name = (value := row["server_name"]) and intern(value)
            self._server_id = row["server_id"]
            self._keypair_name = (value := row["keypair_name"]) and intern(value)
            self._row = None if len(row) == 8 else row
        except (KeyError, TypeError):  # a field is missing, or not the text that it should be
            self._task_id = row.get("task_id")
            self._operate_type = row.get("operate_type")
            self._task_time = row.get("task_time")
            self._task_error_code = row.get("task_error_code")
            self._task_error_msg = row.get("task_error_msg")
            self._server_name = row.get("server_name")
            self._server_id = row.get("server_id")
            self._keypair_name = row.get("keypair_name")
            self._row = row

    @property
    def task_id(self) -> str | None:
        """ID of the task."""
        value = self._task_id
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def operate_type(self) -> str | None:
        """What the task did. The list of values is open; do not reject others."""
        value = self._operate_type
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def task_time(self) -> str | None:
        """When the task started, in milliseconds since 1970, as decimal digits."""
        value = self._task_time
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def task_error_code(self) -> str | None:
        """Code of the failure, if there is one."""
        value = self._task_error_code
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def task_error_msg(self) -> str | None:
        """Message of the failure, in words."""
        value = self._task_error_msg
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def server_name(self) -> str | None:
        """Name of the server."""
        value = self._server_name
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def server_id(self) -> str | None:
        """ID of the server."""
        value = self._server_id
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def keypair_name(self) -> str | None:
        """Name of the key pair."""
        value = self._keypair_name
        return value if value is None or isinstance(value, str) else text_of(value)

    def _values(self) -> tuple[Any, ...]:
        return (
            self._task_id,
            self._operate_type,
            self._task_time,
            self._task_error_code,
            self._task_error_msg,
            self._server_name,
            self._server_id,
            self._keypair_name,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "task_id": self.task_id,
            "operate_type": self.operate_type,
            "task_time": self.task_time,
            "task_error_code": self.task_error_code,
            "task_error_msg": self.task_error_msg,
            "server_name": self.server_name,
            "server_id": self.server_id,
            "keypair_name": self.keypair_name,
            **self.extra,
        }
