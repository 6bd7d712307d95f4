"""A scripted server that controls every byte; it uses only the standard library, so any client can be tested."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Connection = socket.socket
Script = Callable[[Connection, str], bool | None]
"""What is sent on a connection for a request target; True keeps the connection open."""


class Server:
    """Listens on the loopback interface, and handles each request with `script`."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.script: Script = lambda connection, target: None
        self.ended = threading.Event()
        self.heads: list[str] = []
        self._open: set[Connection] = set()

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator[Server]:
        """Listen during the block."""
        server = cls()
        thread = threading.Thread(target=server._accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            with suppress(OSError):
                server._socket.shutdown(socket.SHUT_RDWR)  # on Linux, closing alone does not wake a thread in accept
            server._socket.close()
            thread.join()
            for connection in list(server._open):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        self._open.add(connection)
        with connection, suppress(OSError):
            while head := _head(connection):
                self.heads.append(head)
                if not self.script(connection, head.split(" ", 2)[1]):
                    break
        self._open.discard(connection)

    def drip(self, connection: Connection, data: bytes, seconds: float = 0.05) -> None:
        """Send byte by byte, repeatedly."""
        while not self.ended.wait(seconds):
            connection.sendall(data[:1])
            data = data[1:] + data[:1]


def reset(connection: Connection) -> None:
    """End a connection so that the other side gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def respond(connection: Connection, status: object, body: bytes = b"", *headers: str, length: object = None) -> bool:
    """Send a response."""
    said = len(body) if length is None else length
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status} x", f"Content-Length: {said}", *headers))
    connection.sendall(f"{head}\r\n".encode("latin-1") + body)
    return True


def _head(connection: Connection) -> str:
    """Read the head of a request; empty at the end of the connection."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(65536)
        if not part:
            return ""
        head += part
    return head.decode("latin-1")
