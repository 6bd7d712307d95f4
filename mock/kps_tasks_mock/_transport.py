"""The entry point for httpx clients in the same process; no socket is opened, and a client sees a fault's effects."""

from collections.abc import AsyncIterator, Callable, Iterator

import httpx

from ._messages import Receive, Response, Wire


class KpsTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Transport for `httpx.Client` and `httpx.AsyncClient`, for any host."""

    def __init__(self, receive: Receive, pass_time: Callable[[float], None] = lambda seconds: None) -> None:
        self._receive = receive
        self._pass_time = pass_time

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request of a sync client."""
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request of an async client."""
        await request.aread()
        return self._respond(request)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw
        )
        response = self._receive(request.method, path, query, headers, request.content)
        # As over a connection, the response to HEAD has the length of the body, which is not sent.
        body = b"" if request.method == "HEAD" else response.body
        if response.wire is None:
            return httpx.Response(response.status, headers=response.headers, content=body, request=request)
        return self._respond_badly(request, response, body, response.wire)

    def _respond_badly(self, request: httpx.Request, response: Response, body: bytes, wire: Wire) -> httpx.Response:
        """Spend the time on the mock's clock, and give the client what it would see."""
        self._wait(wire.delay, request)
        if wire.reset == "before":
            raise httpx.ReadError("Connection reset by peer", request=request)
        self._pass_time(wire.drip)
        if not (wire.reset or wire.cut):
            return httpx.Response(response.status, headers=response.headers, content=body, request=request)
        sent = body[: len(body) // 2]
        error: httpx.TransportError = httpx.ReadError("Connection reset by peer", request=request)
        if wire.cut:
            said = (
                f"peer closed connection without sending complete message body (received {len(sent)} bytes, expected "
            )
            error = httpx.RemoteProtocolError(f"{said}{len(body)})", request=request)
        return httpx.Response(response.status, headers=response.headers, stream=_Broken(sent, error), request=request)

    def _wait(self, seconds: float, request: httpx.Request) -> None:
        """Advance the time, but not beyond the client's timeout."""
        patience = request.extensions.get("timeout", {}).get("read")
        if patience is not None and seconds > patience:
            self._pass_time(patience)
            raise httpx.ReadTimeout("The read operation timed out", request=request)
        self._pass_time(seconds)


class _Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, sent: bytes, error: httpx.TransportError) -> None:
        self._sent, self._error = sent, error

    def __iter__(self) -> Iterator[bytes]:
        yield self._sent
        raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._sent
        raise self._error
