from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen

from ..models.nested_error import NestedError
from ..types import Row, plain, text_of


@frozen(repr=False, eq=False)
class ErrorResponse(Row):
    """An error in any of three forms: the service sends error_code and error_msg, the gateway adds request_id, the
    identity service sends only error."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "error_code",
        "error_msg",
        "request_id",
        "error",
    )

    @property
    def error_code(self) -> str | None:
        """Code of the error. Open; KnownErrorCode names the known ones."""
        value = self._row.get("error_code")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def error_msg(self) -> str | None:
        """Message of the error, in English or Chinese."""
        value = self._row.get("error_msg")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def request_id(self) -> str | None:
        """ID of the request, in the gateway's form only; elsewhere the X-Request-Id header has it."""
        value = self._row.get("request_id")
        return value if value is None or isinstance(value, str) else text_of(value)

    @property
    def error(self) -> NestedError | None:
        """Error in the identity service's form."""
        return self._object("error", NestedError)

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return {
            "error_code": self.error_code,
            "error_msg": self.error_msg,
            "request_id": self.request_id,
            "error": plain(self.error),
            **self.extra,
        }
