"""A request and its response, the same whichever door the request came through."""

from collections.abc import Callable
from datetime import UTC, datetime

from attrs import field, frozen

from kps_tasks_client import facts

CREDENTIAL_HEADERS = {"authorization", "cookie", "proxy-authorization", "x-metadata-token", "x-security-token"}
CREDENTIAL_HEADERS |= {facts.TOKEN_HEADER.lower()}

Headers = tuple[tuple[str, str], ...]


def masked(headers: Headers) -> str:
    """Show headers without the values that let somebody in."""
    return repr({name: "***" if name in CREDENTIAL_HEADERS else value for name, value in headers})


@frozen
class Request:
    """One request as it was received.

    Attributes:
        number: Which of the requests that the mock received it was, counted from 1.
        method: HTTP method, as sent.
        path: Path as sent, percent-encoding and all, without the query.
        query: Query as sent, without the question mark; empty when there was none.
        headers: Pairs of name, in lower case, and value; credentials are masked in the repr.
        body: Body as sent; not in the repr, as IAM is sent passwords.
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

    def header(self, name: str) -> str | None:
        """Return the value of a header, several ones joined by a comma as HTTP has it, or None when it was not sent.

        Args:
            name: Name of the header, in any case.
        """
        values = [value for sent, value in self.headers if sent == name.lower()]
        return ", ".join(values) if values else None

    @property
    def moment(self) -> datetime:
        """When it was received, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)


@frozen
class Response:
    """HTTP status, headers and the bytes of the body."""

    status: int
    headers: Headers
    body: bytes


Receive = Callable[[str, str, str, Headers, bytes], Response]
"""Takes method, path and query as sent, headers with names in lower case, and body; gives the response."""
