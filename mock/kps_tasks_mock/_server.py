"""The mock's own server, in a separate thread."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ._door import Connection, Connections
from ._messages import Receive

BACKLOG = 1024
SWEEP_SECONDS = 1.0


@contextmanager
def serve(receive: Receive, host: str, port: int) -> Iterator[str]:
    """Serve the responses of *receive* until the block ends; yield the URL."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=BACKLOG) as listener:
        loop = asyncio.new_event_loop()
        started = threading.Event()
        arguments = (loop, receive, listener, started)
        thread = threading.Thread(target=_run, args=arguments, name="kps-tasks-mock", daemon=True)
        thread.start()
        try:
            started.wait()
            shown_host = f"[{host}]" if family == socket.AF_INET6 else host
            yield f"http://{shown_host}:{listener.getsockname()[1]}"
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


def _run(loop: asyncio.AbstractEventLoop, receive: Receive, listener: socket.socket, started: threading.Event) -> None:
    """Serve until the loop is stopped, then end all connections."""
    connections = Connections()

    def sweep() -> None:
        connections.end_slow_ones(loop.time())
        loop.call_later(SWEEP_SECONDS, sweep)

    try:
        making = loop.create_server(lambda: Connection(receive, connections, loop), sock=listener, backlog=BACKLOG)
        server = loop.run_until_complete(making)
        sweep()
        loop.call_soon(started.set)
        loop.run_forever()
        while accepting := asyncio.all_tasks(loop):  # a connection just accepted is not in the list yet
            loop.run_until_complete(asyncio.wait(accepting))
        server.close()
        for connection in connections:
            connection.abort()
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        started.set()
        loop.close()
