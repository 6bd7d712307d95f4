"""A request and its response, the same for all entry points."""

from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qsl

from attrs import define, field, frozen

from kps_tasks_client import facts

from ._routes import route_of
from ._violations import violations_of

CREDENTIAL_HEADERS = {"authorization", "cookie", "proxy-authorization", "x-metadata-token", "x-security-token"}
CREDENTIAL_HEADERS |= {facts.TOKEN_HEADER.lower()}

Headers = tuple[tuple[str, str], ...]


def masked(headers: Headers) -> str:
    """Return headers as text, with credentials masked."""
    return repr(_masked(headers))


def _masked(headers: Headers) -> dict[str, str]:
    return {name: "***" if name in CREDENTIAL_HEADERS else value for name, value in headers}


@frozen
class Request:
    """One request as it was received.

    Attributes:
        number: Number of the request, in the order received, from 1.
        method: HTTP method, as sent.
        path: Path as sent, with percent-encoding, without the query.
        query: Query as sent, without the question mark; empty when there was none.
        headers: Pairs of name, in lower case, and value; credentials are masked in the repr.
        body: Body as sent; not in the repr, as requests to IAM carry passwords.
        at: When it was received, in seconds since 1970 by the mock's time of day.
    """

    number: int
    method: str
    path: str
    query: str = ""
    headers: Headers = field(default=(), repr=masked)
    body: bytes = field(default=b"", repr=False)
    at: float = 0.0

    @property
    def request_id(self) -> str:
        """ID that the response carries in X-Request-Id: 32 hexadecimal digits, made from the number."""
        return f"{self.number:032x}"

    @property
    def masked_headers(self) -> dict[str, str]:
        """The headers with the values of credentials masked."""
        return _masked(self.headers)

    @property
    def operation(self) -> str | None:
        """Operation that the path leads to, such as `ListRunningTask`, or None."""
        return route_of(self.path).operation

    @property
    def project_id(self) -> str | None:
        """Project that the path names, or None."""
        return route_of(self.path).project_id or None

    @property
    def task_id(self) -> str | None:
        """Task that the path names, or None."""
        return route_of(self.path).task_id or None

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the query, decoded; the last value of a repeated one."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def violations(self) -> tuple[str, ...]:
        """Violations of the spec, one sentence each, whatever the response was; empty if the request is valid."""
        return tuple(violations_of(self))

    def header(self, name: str) -> str | None:
        """Return the value of a header, with repeated ones joined by commas as in HTTP, or None if it was not sent.

        Args:
            name: Name of the header, in any case.
        """
        name = name.lower()
        values = [value for sent, value in self.headers if sent == name]
        return ", ".join(values) if values else None

    @property
    def moment(self) -> datetime:
        """When it was received, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)


@frozen
class Wire:
    """How a response is sent, where it is not sent as it should be.

    Attributes:
        delay: Seconds before it.
        drip: Seconds over which its body comes.
        reset: The connection is reset `before` it, or in the `middle` of its body.
        cut: The connection ends in the middle of its body.
    """

    delay: float = 0.0
    drip: float = 0.0
    reset: str | None = None
    cut: bool = False


@define
class Response:
    """HTTP status, headers and the bytes of the body."""

    status: int
    headers: Headers
    body: bytes
    wire: Wire | None = None


class Receive(Protocol):
    """The handler of requests that all entry points call."""

    def __call__(
        self, method: str, path: str, query: str, headers: Headers, body: bytes, peer: str | None = None, /
    ) -> Response:
        """Respond to a request.

        Args:
            method: Method as sent.
            path: Path as sent, with percent-encoding.
            query: Query as sent.
            headers: Headers, with names in lower case.
            body: Body as sent.
            peer: Address of the client; None in the same process.
        """
        ...
