"""HTTP/1.1 as bytes: heads of requests, chunked bodies, and responses. No I/O."""

import re
from functools import lru_cache
from http import HTTPStatus

from attrs import frozen

from ._messages import Headers, Response

LONGEST_HEAD = 64 * 1024
LONGEST_CHUNK_LINE = 1024
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TARGET = re.compile(rb"[!-~\x80-\xff]+")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


class BadRequest(Exception):
    """What arrived is not HTTP, or need not be accepted; the status says which."""

    def __init__(self, status: int) -> None:
        self.status = status


@frozen
class Head:
    """The head of a request; `length` is that of its body, None if the body is chunked."""

    method: str
    path: str
    query: str
    headers: Headers
    length: int | None
    stays: bool
    waits: bool
    """Whether the client waits for `100 Continue` before it sends the body."""


@lru_cache(512)
def parse_head(raw: bytes) -> Head:
    """Parse a head, without the empty line at its end. Cached, because clients send the same heads again and again.

    Raises:
        BadRequest: It is not one.
    """
    first, *lines = raw.split(b"\r\n")
    parts = first.split(b" ")
    if len(parts) != 3 or not _TOKEN.fullmatch(parts[0]) or not _TARGET.fullmatch(parts[1]):
        raise BadRequest(400)
    method, target, version = parts
    if not re.fullmatch(rb"HTTP/1\.[01]", version):
        raise BadRequest(505 if re.fullmatch(rb"HTTP/\d(\.\d)?", version) else 400)
    headers = tuple(_header(line) for line in lines)
    if target.startswith((b"http://", b"https://")):  # as sent to a proxy
        target = b"/" + target.split(b"/", 3)[3] if target.count(b"/") > 2 else b"/"
    path, _, query = target.decode("latin-1").partition("?")
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value.lower())
    if version == b"HTTP/1.1" and len(values.get("host", ())) != 1:
        raise BadRequest(400)
    connection = ",".join(values.get("connection", ()))
    stays = "close" not in connection if version == b"HTTP/1.1" else "keep-alive" in connection
    waits = values.get("expect") == ["100-continue"] and version == b"HTTP/1.1"
    return Head(method.decode(), path, query, headers, _length(values), stays, waits)


def _header(line: bytes) -> tuple[str, str]:
    name, colon, value = line.partition(b":")
    value = value.strip(b" \t")
    if not colon or not _TOKEN.fullmatch(name) or b"\0" in value or b"\r" in value or b"\n" in value:
        raise BadRequest(400)
    return name.decode().lower(), value.decode("latin-1")


def _length(values: dict[str, list[str]]) -> int | None:
    """Return the length of the body; a request that states two lengths may be meant to smuggle another request."""
    lengths, codings = set(values.get("content-length", ())), values.get("transfer-encoding", [])
    if codings and (lengths or codings != ["chunked"]):
        raise BadRequest(400 if lengths else 501)
    if codings:
        return None
    if len(lengths) > 1 or not all(re.fullmatch("[0-9]{1,15}", length) for length in lengths):
        raise BadRequest(400)
    return int(lengths.pop()) if lengths else 0


class Chunks:
    """A chunked body, as it arrives."""

    def __init__(self) -> None:
        self._left = 0
        self._state = "size"

    def take(self, buffer: bytearray) -> tuple[bytes, bool]:
        """Consume what is complete in a buffer; return it, and whether the body is complete.

        Raises:
            BadRequest: The chunks are malformed.
        """
        body = b""
        while True:
            if self._state == "data":
                part = bytes(buffer[: self._left])
                del buffer[: len(part)]
                body += part
                self._left -= len(part)
                if self._left:
                    return body, False
                self._state = "end of data"
            line = self._line(buffer)
            if line is None:
                return body, False
            if self._state == "trailers":
                if not line:
                    return body, True
            elif self._state == "end of data":
                if line:
                    raise BadRequest(400)
                self._state = "size"
            else:
                size = _CHUNK.fullmatch(line)
                if size is None:
                    raise BadRequest(400)
                self._left = int(size[1], 16)
                self._state = "data" if self._left else "trailers"

    def _line(self, buffer: bytearray) -> bytes | None:
        end = buffer.find(b"\r\n")
        if end > LONGEST_CHUNK_LINE or (end < 0 and len(buffer) > LONGEST_CHUNK_LINE):
            raise BadRequest(400)
        if end < 0:
            return None
        line = bytes(buffer[:end])
        del buffer[: end + 2]
        return line


def head_of(response: Response, stays: bool) -> bytes:
    """Format the head of a response."""
    head = _status_line(response.status)
    for name, value in response.headers:
        head += f"{name}: {value}\r\n"
    head += "\r\n" if stays else "Connection: close\r\n\r\n"
    return head.encode("latin-1", "replace")


@lru_cache
def _status_line(status: int) -> str:
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    return f"HTTP/1.1 {status} {phrase}\r\n"
