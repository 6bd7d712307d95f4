"""Send a request with its credential, through an httpx client.

A given client sends the request itself, with its hooks and cookies. Of one created here, only the transports are
used: it has no hooks, redirects and cookies, so no time is spent on them.
"""

from __future__ import annotations

from contextlib import aclosing, closing

from .._httpx import httpx
from . import body

_CLOSED = "Cannot send a request, as the client has been closed."  # what httpx says


def send(http: httpx.Client, request: httpx.Request, auth: httpx.Auth, is_given: bool) -> httpx.Response:
    """Send a request; the body of the response is not read yet."""
    if is_given:
        return http.send(request, auth=auth, follow_redirects=False, stream=True)
    with closing(auth.sync_auth_flow(request)) as flow:
        request = next(flow)
        while True:
            response = _transmit(http, request)
            try:
                request = flow.send(response)
                body.read(response)
            except StopIteration:
                return response
            except BaseException:
                response.close()
                raise


async def async_send(
    http: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth, is_given: bool
) -> httpx.Response:
    """Send a request, as `send` does."""
    if is_given:
        return await http.send(request, auth=auth, follow_redirects=False, stream=True)
    async with aclosing(auth.async_auth_flow(request)) as flow:
        request = await anext(flow)
        while True:
            response = await _async_transmit(http, request)
            try:
                request = await flow.asend(response)
                await body.aread(response)
            except StopAsyncIteration:
                return response
            except BaseException:
                await response.aclose()
                raise


def _transmit(http: httpx.Client, request: httpx.Request) -> httpx.Response:
    if http.is_closed:
        raise RuntimeError(_CLOSED)
    try:
        response = http._transport_for_url(request.url).handle_request(request)
    except httpx.RequestError as error:
        error.request = request
        raise
    response.request = request
    return response


async def _async_transmit(http: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    if http.is_closed:
        raise RuntimeError(_CLOSED)
    try:
        response = await http._transport_for_url(request.url).handle_async_request(request)
    except httpx.RequestError as error:
        error.request = request
        raise
    response.request = request
    return response
