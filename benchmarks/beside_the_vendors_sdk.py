"""Measure the client beside the vendor's SDK for Python, in one run.

``make bench-sdk`` takes the CPU of a signed call, of a list of 100,000 rows and of the import. Each side runs in an
environment of its own, in turns, against one server on this machine. What counts are the ratios; the times are of this
machine and this hour.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "build" / "interop" / "venv" / "bin" / "python"
ROUNDS, CALLS, ROWS, PAGE = 5, 500, 100_000, 1000
KEYS = ("EXAMPLEACCESSKEY", "example-secret-key")
PROJECT = "0123456789abcdef0123456789abcdef"
IMPORTS = {"ours": "from kps_tasks import AccessKeyAuth, Client", "theirs": "from huaweicloudsdkkps.v3 import *"}


def main() -> int:
    """Run both sides in turns, and print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", nargs=2, metavar=("SIDE", "URL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        side, url = options.measure
        print(json.dumps(measure(*(ours(url) if side == "ours" else theirs(url)))))
        return 0
    if not VENDOR.exists():
        print("bench-sdk: the vendor's SDK is not set up; `make bench-sdk` does it.", file=sys.stderr)
        return 2
    pythons = {"ours": sys.executable, "theirs": str(VENDOR)}
    seen: dict[str, list[dict[str, float]]] = {side: [] for side in pythons}
    with server() as url:
        for _ in range(ROUNDS):
            for side, python in pythons.items():
                command = [python, __file__, "--measure", side, url]
                said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
                seen[side].append(json.loads(said) | {"import": cpu_of_import(python, side)})
    print("CPU, median of the rounds    ours      the SDK   ratio")
    for what, unit, scale in (("a signed call", "us", 1e6), ("100,000 rows", "ms", 1e3), ("import", "ms", 1e3)):
        one, other = (statistics.median(row[what] for row in seen[side]) * scale for side in pythons)
        print(f"{what:<26} {one:>6.0f} {unit}  {other:>6.0f} {unit}   {one / other:.2f}")
    return 0


def measure(call: Callable[[], object], rows: Callable[[], int]) -> dict[str, float]:
    """Return the CPU seconds of one call and of all rows, after a first time of each."""
    call()
    found = rows()
    if found != ROWS:
        raise SystemExit(f"bench-sdk: {found} rows came instead of {ROWS}")
    start = time.process_time()
    for _ in range(CALLS):
        call()
    middle = time.process_time()
    rows()
    return {"a signed call": (middle - start) / CALLS, "100,000 rows": time.process_time() - middle}


def ours(url: str) -> tuple[Callable[[], object], Callable[[], int]]:
    """Return what is measured of our client."""
    from kps_tasks import AccessKeyAuth, Client

    client = Client(endpoint=url, project_id=PROJECT, auth=AccessKeyAuth(*KEYS))
    return lambda: client.tasks.get("a-task"), lambda: len(list(client.tasks.list_failed()))


def theirs(url: str) -> tuple[Callable[[], object], Callable[[], int]]:
    """Return what is measured of the vendor's; it has no pager, so there is a plain loop."""
    from huaweicloudsdkcore.auth.credentials import BasicCredentials  # type: ignore[import-not-found]
    from huaweicloudsdkkps import v3  # type: ignore[import-not-found]

    client = v3.KpsClient.new_builder().with_credentials(BasicCredentials(*KEYS, PROJECT)).with_endpoint(url).build()

    def rows() -> int:
        kept: list[object] = []
        while page := client.list_failed_task(v3.ListFailedTaskRequest(limit=PAGE, offset=len(kept))).tasks:
            kept += page
        return len(kept)

    return lambda: client.list_keypair_task(v3.ListKeypairTaskRequest(task_id="a-task")), rows


def cpu_of_import(python: str, side: str) -> float:
    """Return the CPU seconds of a process that does nothing but import."""
    code = f"{IMPORTS[side]}\nimport time; print(time.process_time())"
    return float(subprocess.run([python, "-c", code], check=True, capture_output=True, text=True, timeout=60).stdout)


@contextmanager
def server() -> Iterator[str]:
    """Answer as the service does, from memory, so that little else is measured than clients."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket) -> None:
    rows = [_row(number) for number in range(ROWS)]
    pages: dict[int, bytes] = {}
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # it was closed
            return
        threading.Thread(target=_serve, args=(connection, rows, pages), daemon=True).start()


def _serve(connection: socket.socket, rows: list[dict[str, str | None]], pages: dict[int, bytes]) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    task = {"task_id": "a-task", "task_status": "RUNNING_RESET", "server_id": "a-server"}
    with connection:
        request = b""
        while received := connection.recv(65536):
            request += received
            if not request.endswith(b"\r\n\r\n"):
                continue
            line, request = request.split(b"\r\n", 1)[0].decode(), b""
            body = json.dumps(task).encode()
            if "failed-tasks" in line:
                found = re.search(r"offset=(\d+)", line)
                offset = int(found[1]) if found else 0
                if offset not in pages:
                    pages[offset] = json.dumps({"total": ROWS, "tasks": rows[offset : offset + PAGE]}).encode()
                body = pages[offset]
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)


def _row(number: int) -> dict[str, str | None]:
    return {
        "task_id": f"aee8d2fe-5484-4753-9177-{number:012d}",
        "operate_type": "FAILED_RESET",
        "task_time": "1523342130000",
        "task_error_code": None,
        "task_error_msg": "Update public key error",
        "server_name": "Test",
        "server_id": f"c9aa197b-a6b6-4c33-b3a6-{number:012d}",
        "keypair_name": "KeyPair-xt",
    }


if __name__ == "__main__":
    sys.exit(main())
