from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, ClassVar

from attrs import define, field

from ..models.nested_error import NestedError
from ..types import Row, plain, row_of, text_of


@define(repr=False, eq=False, init=False)
class ErrorResponse(Row):
    """An error in any of three forms: the service sends error_code and error_msg, the gateway adds request_id, the
    identity service sends only error."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "error_code",
        "error_msg",
        "request_id",
        "error",
    )
    _error_code: Any = field(init=False)
    _error_msg: Any = field(init=False)
    _request_id: Any = field(init=False)
    _error: Any = field(init=False)

    def __init__(self, row: Mapping[str, Any]) -> None:
        try:  # IDs and times are each their own; what many rows have is kept once, so a long list takes less memory
            self._error_code = (value := row["error_code"]) and intern(value)
            self._error_msg = (value := row["error_msg"]) and intern(value)
            self._request_id = row["request_id"]
            self._error = (value := row["error"]) and intern(value)
            self._row = None if len(row) == 4 else row
        except (KeyError, TypeError):  # a field is missing, or not the text that it should be
            self._error_code = row.get("error_code")
            self._error_msg = row.get("error_msg")
            self._request_id = row.get("request_id")
            self._error = row.get("error")
            self._row = row

    @property
    def error_code(self) -> str | None:
        """Code of the error. The list is open."""
        value = self._error_code
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def error_msg(self) -> str | None:
        """Message of the error, in English or Chinese."""
        value = self._error_msg
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def request_id(self) -> str | None:
        """ID of the request, in the gateway's form only; elsewhere the X-Request-Id header has it."""
        value = self._request_id
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def error(self) -> NestedError | None:
        """Error in the identity service's form."""
        return row_of(self._error, NestedError)

    def _values(self) -> tuple[Any, ...]:
        return (
            self._error_code,
            self._error_msg,
            self._request_id,
            self._error,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "error_code": self.error_code,
            "error_msg": self.error_msg,
            "request_id": self.request_id,
            "error": plain(self.error),
            **self.extra,
        }
