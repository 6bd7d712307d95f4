from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen

from ..types import Row, text_of


@frozen(repr=False, eq=False)
class NestedError(Row):
    """Error in the identity service's form."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "code",
        "message",
        "title",
    )

    @property
    def code(self) -> int | None:
        """HTTP status."""
        return self._integer("code")

    @property
    def message(self) -> str | None:
        """Message of the error."""
        value = self._row.get("message")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def title(self) -> str | None:
        """Name of the HTTP status."""
        value = self._row.get("title")
        return value if value is None or isinstance(value, str) else text_of(value)

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "code": self.code,
            "message": self.message,
            "title": self.title,
            **self.extra,
        }
