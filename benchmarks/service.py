"""A server that responds like the service, from memory, so little else than the clients is measured."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

ROWS, PAGE = 100_000, 1000
_TASK = json.dumps({"task_id": "a-task", "task_status": "RUNNING_RESET", "server_id": "a-server"}).encode()
_TARGET = re.compile(rb"GET [^ ?]*?(failed-tasks|running-tasks|tasks/[^ ?]*)\??([^ ]*) ")


@contextmanager
def service() -> Iterator[str]:
    """Serve in a separate process until the block ends; yield its address."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.service"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


class _Connection(asyncio.Protocol):
    pages: dict[tuple[int, int], bytes] = {}  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            body = _body(head)
            length = str(len(body)).encode()
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + b"\r\n\r\n" + body
            )


def _body(head: bytes) -> bytes:
    found = _TARGET.match(head)
    if found is None or found[1].startswith(b"tasks/"):
        return _TASK
    query = {name: int(values[0]) for name, values in parse_qs(found[2].decode()).items() if values[0].isdecimal()}
    key = (query.get("offset", 0), query.get("limit", PAGE))
    if key not in _Connection.pages:
        rows = [_row(number) for number in range(key[0], min(key[0] + key[1], ROWS))]
        _Connection.pages[key] = json.dumps({"total": ROWS, "tasks": rows}).encode()
    return _Connection.pages[key]


def _row(number: int) -> dict[str, str | None]:
    return {
        "task_id": f"aee8d2fe-5484-4753-9177-{number:012d}",
        "operate_type": "FAILED_RESET",
        "task_time": f"15234213{number:05d}",
        "task_error_code": None,
        "task_error_msg": "Update public key error",
        "server_name": f"server-{number % 500}",
        "server_id": f"c9aa197b-a6b6-4c33-b3a6-{number:012d}",
        "keypair_name": "KeyPair-xt",
    }


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
