"""Read the body of a response up to a limit, which is checked before, during and after decompression.

httpx would decompress a received part at once, whatever its size: 300 KB of gzip can become 300 MB of zeros.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Protocol

from .._httpx import httpx
from .limits import limits_of

ACCEPTED = "gzip, deflate"  # encodings that can be decompressed bit by bit

_AUTOMATIC = 32 + zlib.MAX_WBITS  # gzip or zlib, as the first bytes say


class TooLongError(httpx.DecodingError):
    """The body is longer than allowed."""


class _Unpacker(Protocol):
    """Type of what `zlib.decompressobj` returns, which has no public name."""

    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, /, max_length: int = 0) -> bytes: ...


def read(response: httpx.Response) -> bytes:
    """Read the body of a response.

    Raises:
        httpx.DecodingError: It is too long, or its encoding is broken or was not requested.
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
    """The body of a response as it arrives."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._cut = not response.is_success
        self._limits = limits_of(response.request)
        self._most = self._limits.error_size if self._cut else self._limits.size
        self._content = BytesIO()
        self._came = 0
        self._unpacker = self._make_unpacker()

    def refuses_length(self) -> bool:
        """Whether the announced length exceeds the limit."""
        length = self._response.headers.get("Content-Length", "")
        return (
            not self._cut and length.isdecimal() and int(length[:20]) > self._most and bool(_too_long(self._response))
        )

    def add(self, part: bytes) -> bool:
        """Add a received part; return whether no more is needed."""
        self._came += len(part)
        self._content.write(part if self._unpacker is None else self._unpacked(self._unpacker, part))
        if self._content.tell() > self._most or self._came > self._limits.size:
            if not self._cut:
                _too_long(self._response)
            self._content.truncate(self._most)
            return True
        return False

    def keep(self) -> None:
        """Store the content in the response, as `httpx.Response.read` would, for later readers."""
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
        """Decompress a part, but not much beyond the limit."""
        unpacked = bytearray()
        try:
            while part and not unpacker.eof and (room := self._most + 1 - self._content.tell() - len(unpacked)) > 0:
                unpacked += unpacker.decompress(part, room)
                part = unpacker.unconsumed_tail
        except zlib.error as error:
            raise httpx.DecodingError(str(error), request=self._response.request) from None
        return bytes(unpacked)
