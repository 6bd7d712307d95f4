"""Read the body of a response, and no more of it than there may be: before, while and after it is unpacked.

httpx would unpack a part that came at once, whatever it grows to: 300 KB of gzip are 300 MB of zeros.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Protocol

from .._httpx import httpx
from .limits import limits_of

ACCEPTED = "gzip, deflate"  # what can be unpacked bit by bit

_AUTOMATIC = 32 + zlib.MAX_WBITS  # gzip or zlib, as the first bytes say


class TooLongError(httpx.DecodingError):
    """The body is longer than it may be."""


class _Unpacker(Protocol):
    """What `zlib.decompressobj` returns, which has no name."""

    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, /, max_length: int = 0) -> bytes: ...


def read(response: httpx.Response) -> bytes:
    """Read the body of a response.

    Raises:
        httpx.DecodingError: It is too long, or packed in a way that is broken or was not asked for.
    """
    if not _is_read(response):
        body = _Body(response)
        if not body.refuses_length():
            for part in response.iter_raw():
                if body.add(part):
                    break
        response.close()
        body.keep()
    return _checked(response)


async def aread(response: httpx.Response) -> bytes:
    """Read the body of a response, as `read` does."""
    if not _is_read(response):
        body = _Body(response)
        if not body.refuses_length():
            async for part in response.aiter_raw():
                if body.add(part):
                    break
        await response.aclose()
        body.keep()
    return _checked(response)


def _is_read(response: httpx.Response) -> bool:
    return hasattr(response, "_content")


def _checked(response: httpx.Response) -> bytes:
    content = response.content
    return content if len(content) <= limits_of(response.request).size else _too_long(response)


def _too_long(response: httpx.Response) -> bytes:
    size = limits_of(response.request).size
    shown = f"{size:,} bytes" if size % 2**20 else f"{size // 2**20} MiB"
    raise TooLongError(f"it is longer than {shown}, the size that response_limits allows", request=response.request)


class _Body:
    """The body of a response as it comes in."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._cut = not response.is_success
        self._limits = limits_of(response.request)
        self._most = self._limits.error_size if self._cut else self._limits.size
        self._content = BytesIO()
        self._came = 0
        self._unpacker = self._make_unpacker()

    def refuses_length(self) -> bool:
        """Whether the length that the response says is too much already."""
        length = self._response.headers.get("Content-Length", "")
        return (
            not self._cut and length.isdecimal() and int(length[:20]) > self._most and bool(_too_long(self._response))
        )

    def add(self, part: bytes) -> bool:
        """Take what came; return whether that is enough."""
        self._came += len(part)
        self._content.write(part if self._unpacker is None else self._unpacked(self._unpacker, part))
        if self._content.tell() > self._most or self._came > self._limits.size:
            if not self._cut:
                _too_long(self._response)
            self._content.truncate(self._most)
            return True
        return False

    def keep(self) -> None:
        """Give the content to the response, as `httpx.Response.read` would, for those who ask it later."""
        if self._unpacker and self._came and not self._unpacker.eof and not self._cut:
            raise httpx.DecodingError("its end is missing", request=self._response.request)
        self._response._content = self._content.getvalue()

    def _make_unpacker(self) -> _Unpacker | None:
        encoding = self._response.headers.get("Content-Encoding", "").strip().lower()
        if encoding in ("", "identity"):
            return None
        if encoding in ("gzip", "x-gzip", "deflate"):
            return zlib.decompressobj(_AUTOMATIC)
        raise httpx.DecodingError(f"{encoding!r} was not requested", request=self._response.request)

    def _unpacked(self, unpacker: _Unpacker, part: bytes) -> bytes:
        """Unpack a part, but not much more of it than there may be."""
        unpacked = bytearray()
        try:
            while part and not unpacker.eof and (room := self._most + 1 - self._content.tell() - len(unpacked)) > 0:
                unpacked += unpacker.decompress(part, room)
                part = unpacker.unconsumed_tail
        except zlib.error as error:
            raise httpx.DecodingError(str(error), request=self._response.request) from None
        return bytes(unpacked)
