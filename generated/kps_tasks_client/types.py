"""What all modules share: an object as the service sent it, a request before it is sent, a response that came."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar
from urllib.parse import quote

from attrs import define, field, frozen

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
RowT = TypeVar("RowT", bound="Row")


@define(repr=False, eq=False, init=False)
class Row:
    """An object as the service sent it, read-only.

    Nothing that the service sent is lost or refused: a field that is missing, or has a type that it should not have, is
    None; a text is a text whatever its JSON type; an unknown field is in `extra`. What is not as documented is seen
    when a field is read, so a page of a thousand rows costs little more than its JSON.

    Args:
        row: The object as received.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ()
    _row: Mapping[str, Any] | None = field(init=False)  # None where it has just the documented fields

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Create an instance from an object as received."""
        return cls(src_dict)

    @property
    def raw(self) -> Mapping[str, Any]:
        """The object as the service sent it, read-only."""
        return MappingProxyType(dict(zip(self.FIELDS, self._values(), strict=True) if self._row is None else self._row))

    @property
    def extra(self) -> Mapping[str, Any]:
        """What the service sent beyond the documented fields, read-only."""
        return MappingProxyType({name: value for name, value in (self._row or {}).items() if name not in self.FIELDS})

    def to_dict(self) -> dict[str, Any]:
        """Return the documented fields, None where the service sent nothing, and after them all others it sent."""
        return dict(self.extra)

    def _values(self) -> tuple[Any, ...]:
        """Return the documented fields as they came."""
        return ()

    def __eq__(self, other: object) -> bool:
        return self.raw == other.raw if isinstance(other, Row) and type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *(value for value in self._values() if isinstance(value, str))))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"{type(self).__name__}({fields})"


def text_of(value: object) -> str:
    """Return what came in place of a text as its JSON."""
    return json.dumps(value, ensure_ascii=False)


def integer_of(value: object) -> int | None:
    """Return a whole number; None if the value is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def number_of(value: object) -> float | None:
    """Return a number; None if the value is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def flag_of(value: object) -> bool | None:
    """Return true or false; None if it is neither."""
    return value if isinstance(value, bool) else None


def row_of(value: object, kind: type[RowT]) -> RowT | None:
    """Return an object as a row; None if it is no object."""
    return kind(value) if isinstance(value, Mapping) else None


def rows_of(value: object, kind: type[RowT]) -> list[RowT] | None:
    """Return the objects of a list as rows; None if it is no list."""
    return [kind(item) for item in value if isinstance(item, Mapping)] if isinstance(value, list) else None


def plain(value: Row | list[Any] | None) -> Any:
    """Return a row, or a list of rows, as JSON has it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.to_dict() if isinstance(value, Row) else value


@frozen
class Request(Generic[T]):
    """A request that any HTTP client can send.

    Attributes:
        method: HTTP method.
        path: Path below the address of the service, percent-encoded.
        params: Query parameters.
        headers: Headers besides those of the client.
    """

    method: str
    path: str
    params: dict[str, Any] = field(factory=dict)
    headers: dict[str, str] = field(factory=dict)


def segment(name: str, value: object) -> str:
    """Return *value* as one segment of a path.

    Raises:
        ValueError: It is empty, ``.`` or ``..``: HTTP clients and servers take these for another path.
    """
    text = str(value)
    if text in ("", ".", ".."):
        raise ValueError(f"{name} {text!r} cannot be sent: it would lead to another path")
    return quote(text, safe="")


@define
class Response(Generic[T]):
    """A response as received.

    Attributes:
        status_code: HTTP status, whatever it is.
        content: Body as bytes.
        headers: Headers.
        parsed: What the body says, as far as the status is documented and the body is a JSON object; else None.
    """

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


def object_of(response: httpx.Response) -> Mapping[str, Any] | None:
    """Return the JSON object of a response; None if its body is not one."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


__all__ = [
    "Request",
    "Response",
    "Row",
    "flag_of",
    "integer_of",
    "number_of",
    "object_of",
    "plain",
    "row_of",
    "rows_of",
    "segment",
    "text_of",
]
