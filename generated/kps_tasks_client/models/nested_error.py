from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, ClassVar

from attrs import define, field

from ..types import Row, integer_of, text_of


@define(repr=False, eq=False, init=False)
class NestedError(Row):
    """Error in the identity service's form."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "code",
        "message",
        "title",
    )
    _code: Any = field(init=False)
    _message: Any = field(init=False)
    _title: Any = field(init=False)

    def __init__(self, row: Mapping[str, Any]) -> None:
        try:  # IDs and times are each their own; what many rows have is kept once, so a long list takes less memory
            self._code = (value := row["code"]) and intern(value)
            self._message = (value := row["message"]) and intern(value)
            self._title = (value := row["title"]) and intern(value)
            self._row = None if len(row) == 3 else row
        except (KeyError, TypeError):  # a field is missing, or not the text that it should be
            self._code = row.get("code")
            self._message = row.get("message")
            self._title = row.get("title")
            self._row = row

    @property
    def code(self) -> int | None:
        """HTTP status."""
        return integer_of(self._code)

    @property
    def message(self) -> str | None:
        """Message of the error."""
        value = self._message
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def title(self) -> str | None:
        """Name of the HTTP status."""
        value = self._title
        return value if value is None or isinstance(value, str) else text_of(value)

    def _values(self) -> tuple[Any, ...]:
        return (
            self._code,
            self._message,
            self._title,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "code": self.code,
            "message": self.message,
            "title": self.title,
            **self.extra,
        }
