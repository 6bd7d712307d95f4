"""A TLS endpoint in front of a plain server on this machine; it forwards every byte."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def tls_door(port: int, certificates: Path) -> Iterator[str]:
    """Accept TLS for a port of this machine until the block ends; yield the URL.

    Args:
        port: Port of the plain server.
        certificates: Folder with `server.pem` and `server.key`.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    loop = asyncio.new_event_loop()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        with suppress(asyncio.CancelledError):  # the server is closing
            await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))

    async def open_door() -> asyncio.Server:
        return await asyncio.start_server(visit, "127.0.0.1", 0, ssl=context)

    async def close_door(server: asyncio.Server) -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever, name="tls-door", daemon=True)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(open_door(), loop).result()
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        asyncio.run_coroutine_threadsafe(close_door(server), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while received := await reader.read(65536):
            writer.write(received)
            await writer.drain()
    writer.close()
