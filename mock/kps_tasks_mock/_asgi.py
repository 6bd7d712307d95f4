"""The entry point for ASGI servers."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from ._messages import Headers, Receive, Response, Wire

Message = MutableMapping[str, Any]
ReceiveMessage = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, ReceiveMessage, SendMessage], Awaitable[None]]

LONGEST_BODY = 1_000_000


def asgi_app(receive_request: Receive) -> AsgiApp:
    """Make an ASGI application that passes requests on and sends the responses back."""

    async def app(scope: Message, receive: ReceiveMessage, send: SendMessage) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http" and (body := await _read_body(receive)) is not None:
            await _send(receive_request(*_request_of(scope), body, _peer_of(scope)), send)

    return app


async def _live(receive: ReceiveMessage, send: SendMessage) -> None:
    """Acknowledge startup and shutdown; there is nothing to prepare."""
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


async def _read_body(receive: ReceiveMessage) -> bytes | None:
    """Read the whole body and keep its beginning; return None if the client has left."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part: bytes = message.get("body", b"")
        body = (body + part)[:LONGEST_BODY]
        if not message.get("more_body", False):
            return body


def _request_of(scope: Message) -> tuple[str, str, str, Headers]:
    # Servers may omit raw_path; then an encoded slash cannot be distinguished from a plain one.
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode("ascii")
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
    return scope["method"], raw_path.decode("latin-1"), scope["query_string"].decode("latin-1"), headers


def _peer_of(scope: Message) -> str:
    """Return the address of the client; empty if the server does not report it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


async def _send(response: Response, send: SendMessage) -> None:
    """Send a response. Of the faults on the wire, a server passes on delays; for the others it ends the connection."""
    wire = response.wire or Wire()
    await asyncio.sleep(wire.delay + wire.drip)
    if wire.reset == "before":
        raise ConnectionResetError("an armed fault")
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if wire.reset or wire.cut:
        await send({"type": "http.response.body", "body": response.body[: len(response.body) // 2], "more_body": True})
        raise ConnectionResetError("an armed fault")
    await send({"type": "http.response.body", "body": response.body})
