"""The door for httpx clients in the same process; no socket is opened."""

import httpx

from ._messages import Receive


class KpsTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Transport for `httpx.Client` and for `httpx.AsyncClient`, whatever host the request names."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive

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
        # As over a connection, the response to HEAD has the length of a body that is not sent.
        body = b"" if request.method == "HEAD" else response.body
        return httpx.Response(response.status, headers=response.headers, content=body, request=request)
