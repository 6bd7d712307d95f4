"""aiohttp as a transport of httpx, with the errors of httpx's own transport."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import aiohttp
from yarl import URL

from .._httpx import httpx

_CONNECTIONS = 100  # at a time, as with httpx
_KEPT_FOR = 5.0  # seconds without a request, as with httpx
_LONGEST_HEADER = 65536  # bytes; aiohttp's default is 8190
_KINDS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (  # the first that fits is taken
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (aiohttp.ServerTimeoutError, httpx.ReadTimeout),
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.ClientOSError, httpx.ReadError),
    (aiohttp.ClientError, httpx.RemoteProtocolError),
)


class Transport(httpx.AsyncBaseTransport):
    """Send with aiohttp, whose connection pool stays fast with many calls at once."""

    def __init__(self, certificates: bool | ssl.SSLContext, proxy: httpx.Proxy | None) -> None:
        self._certificates = httpx.create_ssl_context(certificates)
        self._proxy: URL | None = None
        if proxy is not None:
            user, password = proxy.auth or (None, None)
            self._proxy = URL(str(proxy.url)).with_user(user).with_password(password)
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._session is None:
            self._session = self._new_session()  # here, as it belongs to the event loop
        limits = request.extensions.get("timeout", {})
        try:
            response = await self._session.request(
                request.method,
                URL(str(request.url), encoded=True),  # as it is signed
                headers=request.headers.multi_items(),
                data=request.content or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    connect=limits.get("pool"), sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
                proxy=self._proxy,
            )
        except aiohttp.ClientError as error:
            failure = _error_of_httpx(error)
        else:
            return httpx.Response(response.status, headers=response.raw_headers, stream=_Body(response))
        raise failure  # outside: the repr of aiohttp's error shows the headers and the proxy's password

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _new_session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self._certificates, limit=_CONNECTIONS, keepalive_timeout=_KEPT_FOR),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        failure: Exception | None = None
        try:
            async for part in self._response.content.iter_any():
                yield part
        except aiohttp.ClientError as error:
            failure = _error_of_httpx(error)
        if failure:
            raise failure

    async def aclose(self) -> None:
        self._response.release()


def _error_of_httpx(error: aiohttp.ClientError) -> httpx.TransportError:
    """Return the error that httpx's own transport would raise."""
    failure = next(kind for theirs, kind in _KINDS if isinstance(error, theirs))(_text(error))
    failure.__cause__ = error.__cause__
    return failure


def _text(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"{error.status} {error.message}"
    if isinstance(error, aiohttp.ClientResponseError):
        return error.message.partition("\n")[0].rstrip(":")  # then comes what was received
    return str(error.__cause__ or error)
