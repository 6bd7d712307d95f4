"""aiohttp as a transport of httpx: with the errors of httpx's own transport, and without cookies."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from typing import cast

import aiohttp
from httpx_aiohttp import AiohttpTransport

from .._httpx import httpx

_LONGEST_HEADER = 65536  # bytes; aiohttp's default is 8190
_KINDS: tuple[tuple[type[aiohttp.ClientError], type[httpx.TransportError]], ...] = (  # the first that fits is taken
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.ClientOSError, httpx.ReadError),
    (aiohttp.ClientError, httpx.RemoteProtocolError),
)


class Transport(AiohttpTransport):
    """Sends with aiohttp, whose connection pool stays fast with many calls at once."""

    def __init__(self, certificates: bool | ssl.SSLContext, proxy: httpx.Proxy | None) -> None:
        super().__init__(verify=certificates, proxy=proxy, client=self._session)

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            ssl=self.ssl_context,
            limit=self.limits.max_connections or 0,
            keepalive_timeout=self.limits.keepalive_expiry,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await super().handle_async_request(request)
        except (aiohttp.ClientError, httpx.TransportError) as error:
            failure = _as_httpx_would(error)
        else:
            response.stream = _Stream(cast("httpx.AsyncByteStream", response.stream))
            return response
        raise failure


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        failure: Exception | None = None
        try:
            async for part in cast("AsyncIterable[bytes]", self._stream):
                yield part
        except (aiohttp.ClientError, httpx.TransportError) as error:
            failure = _as_httpx_would(error)
        if failure:
            raise failure

    async def aclose(self) -> None:
        await self._stream.aclose()


def _as_httpx_would(error: Exception) -> Exception:
    """Return the error that httpx would raise, without aiohttp's, whose repr shows headers and the proxy's password.

    httpx-aiohttp 0.2 takes each broken connection for a timeout, and lets errors of the protocol through.
    """
    theirs = error if isinstance(error, aiohttp.ClientError) else error.__cause__
    if not isinstance(theirs, aiohttp.ClientError) or isinstance(theirs, TimeoutError):
        return error
    failure = next(kind for each, kind in _KINDS if isinstance(theirs, each))(_text(theirs))
    failure.__cause__ = theirs.__cause__
    return failure


def _text(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"{error.status} {error.message}"
    if isinstance(error, aiohttp.ClientResponseError):
        return error.message.partition("\n")[0].rstrip(":")  # then comes what was received
    return str(error.__cause__ or error)
