"""The entry point on a socket. Faults on the wire are applied here.

One object serves each connection, however the bytes arrive: heads and bodies have size limits, a slow head has a time
limit, and if there are too many connections, the one that has waited longest is closed.
"""

import asyncio
import math
import os
import socket
import struct
from collections.abc import Callable, Iterator

from ._control import PREFIX
from ._http1 import LONGEST_HEAD, BadRequest, Chunks, Head, head_of, parse_head
from ._messages import Receive, Response
from ._responses import make_response

LONGEST_BODY = 1_000_000
"""How much of a body is kept; the rest is read and discarded."""

LONGEST_SEED = 256 * 1024 * 1024
"""How long a body for the control plane may be."""

MOST_CONNECTIONS = 800
HEAD_SECONDS = 10.0
IDLE_SECONDS = 120.0
DRIPS = 20
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""Makes closing a socket send a reset: it lingers for no time."""


class Connections:
    """The connections of a server, the least recently active first."""

    def __init__(self) -> None:
        self._open: dict[Connection, None] = {}

    def __iter__(self) -> Iterator["Connection"]:
        return iter(list(self._open))

    def add(self, connection: "Connection") -> None:
        """Add a connection; if there are too many, end the one that has waited longest."""
        self._open[connection] = None
        if len(self._open) > MOST_CONNECTIONS:
            next(iter(self._open)).abort()

    def heard_of(self, connection: "Connection") -> None:
        """Move an active connection to the end."""
        if self._open.pop(connection, 1) is None:
            self._open[connection] = None

    def discard(self, connection: "Connection") -> None:
        """Forget a connection."""
        self._open.pop(connection, None)

    def end_slow_ones(self, now: float) -> None:
        """End connections whose head does not become complete, and idle ones."""
        for connection in self:
            if now - connection.since > connection.patience:
                connection.abort()


class Connection(asyncio.Protocol):
    """One client: what it sends is split into requests, and each gets its response in order."""

    def __init__(self, receive: Receive, connections: Connections, loop: asyncio.AbstractEventLoop) -> None:
        self._receive, self._connections, self._loop = receive, connections, loop
        self._buffer = bytearray()
        self._head: Head | None = None
        self._chunks = Chunks()
        self._body = bytearray()
        self._left = self._most = 0
        self._is_busy = self._is_full = False
        self.since = loop.time()

    @property
    def is_halfway(self) -> bool:
        """Whether a request has begun to arrive."""
        return not self._is_busy and bool(self._buffer or self._head)

    @property
    def patience(self) -> float:
        """How long nothing may change; a deliberately late response may take its time."""
        return math.inf if self._is_busy else HEAD_SECONDS if self.is_halfway else IDLE_SECONDS

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start serving the client."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a stream server gives
        self._transport = transport
        name = transport.get_extra_info("peername")
        self._peer = str(name[0]) if name else ""
        self._connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        self._connections.discard(self)

    def abort(self) -> None:
        """End the connection, whatever is in progress."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Receive bytes."""
        if not self.is_halfway:
            self.since = self._loop.time()
            self._connections.heard_of(self)
        self._buffer += data
        if not self._is_busy:
            self._go_on()
        elif len(self._buffer) > LONGEST_HEAD:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """Stop handling requests while the client does not read."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Continue handling requests."""
        self._is_full = False
        if not self._is_busy:
            self._go_on()

    def _go_on(self) -> None:
        """Respond to all requests that are complete."""
        try:
            while not (self._is_busy or self._is_full or self._transport.is_closing()):
                if self._head is None and not self._next_head():
                    return
                if not self._body_is_complete():
                    return
                self._respond()
        except BadRequest as error:
            refusal = make_response(error.status, b"", "0" * 32)
            self._transport.write(head_of(refusal, stays=False))
            self._transport.close()

    def _next_head(self) -> bool:
        """Take the next head out of the buffer, if it is complete."""
        if not self._buffer:
            return False
        while self._buffer.startswith(b"\r\n"):  # some clients send it after a body
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n")
        if end > LONGEST_HEAD or (end < 0 and len(self._buffer) > LONGEST_HEAD):
            raise BadRequest(431)
        if end < 0:
            return False
        self._head = parse_head(bytes(self._buffer[:end]))
        del self._buffer[: end + 4]
        self._left = self._head.length or 0
        self._most = LONGEST_SEED if self._head.path.startswith(PREFIX) else LONGEST_BODY
        if self._left > self._most > LONGEST_BODY:
            raise BadRequest(413)
        if self._head.length is None:
            self._chunks = Chunks()
        if self._head.waits and not self._buffer:
            self._transport.write(GO_ON)
        return True

    def _body_is_complete(self) -> bool:
        """Take the available part of the body out of the buffer."""
        assert self._head is not None  # noqa: S101
        if self._head.length is None:
            part, complete = self._chunks.take(self._buffer)
        elif self._left:
            part = bytes(self._buffer[: self._left])
            del self._buffer[: len(part)]
            self._left -= len(part)
            complete = not self._left
        else:
            return True
        self._body += part[: self._most - len(self._body)]
        return complete

    def _respond(self) -> None:
        head, self._head = self._head, None
        assert head is not None  # noqa: S101
        sent, self._body = bytes(self._body), bytearray()
        response = self._receive(head.method, head.path, head.query, head.headers, sent, self._peer)
        body = b"" if head.method == "HEAD" else response.body
        if response.wire is None:
            self._transport.write(head_of(response, head.stays) + body)
            if not head.stays:
                self._transport.close()
            return
        self._is_busy = True
        self._loop.call_later(response.wire.delay, self._send_badly, head, response, body)

    def _send_badly(self, head: Head, response: Response, body: bytes) -> None:
        """Send a response with the faults of its wire."""
        wire = response.wire
        if wire is None or self._transport.is_closing():
            return
        if wire.reset == "before":
            self._reset()
            return
        end = self._reset if wire.reset else self._transport.close if wire.cut or not head.stays else self._serve_next
        body = body[: len(body) // 2] if wire.reset or wire.cut else body
        self._transport.write(head_of(response, head.stays))
        size = max(1, -(-len(body) // DRIPS)) if wire.drip else max(1, len(body))
        parts = [body[start : start + size] for start in range(0, len(body), size)]
        self._drip(parts, wire.drip / max(1, len(parts)), end)

    def _drip(self, parts: list[bytes], pause: float, end: Callable[[], None]) -> None:
        if self._transport.is_closing():
            return
        if parts:
            self._transport.write(parts[0])
            self._loop.call_later(pause, self._drip, parts[1:], pause, end)
        else:
            end()

    def _serve_next(self) -> None:
        self._is_busy = False
        self.since = self._loop.time()
        self._transport.resume_reading()
        self._go_on()

    def _reset(self) -> None:
        """End the connection so that the other side gets a reset, once it has read what was sent."""
        handle = self._transport.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self._transport.abort()
