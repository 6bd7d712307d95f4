"""A server on the loopback that answers each call as its case says, and remembers what it was asked."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field, frozen

from .cases import Case

TOKEN = re.compile(r"token-of-([\w-]+)")


@frozen(kw_only=True)
class ReceivedRequest:
    """One request as it came."""

    method: str
    target: str
    tokens: list[str]


@define
class Served:
    """Where the server is, and what came for each case."""

    url: str
    seen: dict[str, list[ReceivedRequest]] = field(factory=lambda: defaultdict(list))


@contextmanager
def serve(cases: Iterable[Case]) -> Iterator[Served]:
    """Serve the cases until the block ends."""
    by_name = {case.name: case for case in cases}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            # The token says which case it is, wherever and behind whatever prefix it was sent.
            names = [match[1] for value in self.headers.values() if (match := TOKEN.search(value))]
            case = by_name.get(names[0]) if names else None
            request = ReceivedRequest(
                method=self.command, target=self.path, tokens=list(self.headers.get_all("X-Auth-Token") or [])
            )
            served.seen[case.name if case else ""].append(request)
            self.send_response(case.status if case else 400)
            for name, value in (case.headers if case else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", case.content_type if case else "text/plain")
            content = case.content if case else b"no token"
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Served(url=f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
