"""The door for everything else: a socket, served by uvicorn in a thread of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from ._asgi import AsgiApp


class _Server(uvicorn.Server):
    """A server that tells when it started, or ended without."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.settled.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.settled.set()


@contextmanager
def serve(app: AsgiApp, host: str, port: int) -> Iterator[str]:
    """Serve an application until the block ends; give its URL."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Bound here and not by uvicorn, which would end the process when the port is taken.
    with socket.create_server((host, port), family=family) as listener:
        # Inherited by its connections; asyncio sets it only on sockets it made, and 40 ms a request hang on it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # The application says who it is; uvicorn's own Server and Date headers would make the doors differ.
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        # uvicorn takes over signals only in the main thread, so none are touched here.
        thread = threading.Thread(target=server.run, args=([listener],), name="kps-tasks-mock", daemon=True)
        thread.start()
        try:
            server.settled.wait()
            if not server.started:
                raise RuntimeError("the server of the mock did not start")
            shown_host = f"[{host}]" if family == socket.AF_INET6 else host
            yield f"http://{shown_host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
