"""Compare the mock with Prism: CPU per request, time to first response, idle memory (`make bench-mock`).

Both serve one task, and the same page of 250, on one connection. The servers run on one core and the load on another,
if there are two; CPU time is the kernel's count for the server. Each is warmed up until its rate is stable.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from attrs import frozen

ROOT = Path(__file__).resolve().parents[1]
PRISM = ROOT / "build/prism/node_modules/.bin/prism"
PROJECT = "0123456789abcdef0123456789abcdef"
TASK = f"/v3/{PROJECT}/tasks/aee8d2fe-5484-4753-9177-5a38dc15546c"
PAGE = f"/v3/{PROJECT}/running-tasks?limit=250"
TICKS = os.sysconf("SC_CLK_TCK")
ROUND = 5000
MOST_ROUNDS = 15
PATIENCE = 60
MANY = 200_000
SEED = f"projects: {{'{PROJECT}': {{tokens: [demo-token], tasks: [{{status: RUNNING_RESET, repeat: 250}}]}}}}"
HUGE = f"projects: {{'{PROJECT}': {{tokens: [demo-token], tasks: ["
HUGE += ", ".join(["{status: RUNNING_RESET, repeat: 100000}"] * (MANY // 100_000)) + "]}}"


@frozen
class Server:
    """A running server: its process, its port, and how long it took to respond."""

    pid: int
    port: int
    start: float

    def cpu(self) -> float:
        """Return its CPU seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Return its memory in MB."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) // 1024 if found else 0


class Load:
    """One connection that sends requests one after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str) -> bytes:
        """Send a request and return the body."""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Auth-Token: demo-token\r\nAccept: application/json\r\n\r\n"
        self._socket.sendall(head.encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head_bytes, _, body = received.partition(b"\r\n\r\n")
        if b" 200 " not in head_bytes.split(b"\r\n")[0]:
            raise RuntimeError(received[:300].decode())
        found = re.search(rb"(?i)content-length: *(\d+)", head_bytes)
        if found is None:
            raise RuntimeError("no Content-Length")
        while len(body) < int(found[1]):
            body += self._receive()
        return body

    def _receive(self) -> bytes:
        part = self._socket.recv(1 << 20)
        if not part:
            raise RuntimeError("the server ended the connection")
        return part


def pinned(core: int) -> list[str]:
    """Return a command prefix that pins a command to one core, if there are two."""
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[core])] if len(cores) > 1 else []


def free_port() -> int:
    """Return a port that is currently free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(command: list[str]) -> Iterator[Server]:
    """Run a server until the block ends; `{port}` stands for its port."""
    port = free_port()
    started = time.perf_counter()
    with subprocess.Popen(
        [*pinned(0), *(part.replace("{port}", str(port)) for part in command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while True:
                try:
                    Load(port).ask(PAGE)
                    break
                except OSError:
                    if process.poll() is not None or time.perf_counter() - started > PATIENCE:
                        raise RuntimeError(f"{command[0]} does not start") from None
                    time.sleep(0.005)
            yield Server(process.pid, port, time.perf_counter() - started)
        finally:
            process.terminate()


def cpu_of(server: Server, path: str) -> float:
    """Return the CPU time of a request in microseconds, once it no longer decreases."""
    load = Load(server.port)
    best = float("inf")
    for _ in range(MOST_ROUNDS):
        before = server.cpu()
        for _ in range(ROUND):
            load.ask(path)
        spent = (server.cpu() - before) / ROUND * 1e6
        if spent > best * 0.97:
            return min(best, spent)
        best = spent
    return best


def spec_with(folder: Path, page: bytes) -> Path:
    """Write a spec with a page as the example of the running list, because Prism responds with the example."""
    spec = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    response = spec["paths"]["/v3/{project_id}/running-tasks"]["get"]["responses"]["200"]
    response["content"]["application/json"]["examples"] = {"page": {"value": json.loads(page)}}
    path = folder / "openapi.json"
    path.write_text(json.dumps(spec, default=str))
    return path


def main() -> int:
    """Measure both, and print the results."""
    if cores := pinned(1):
        os.sched_setaffinity(0, {int(cores[-1])})
    folder = ROOT / "build/bench-mock"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.yaml").write_text(SEED)
    (folder / "huge.yaml").write_text(HUGE)
    mock = [str(ROOT / ".venv/bin/kps-tasks-mock"), "--still", "--no-log", "--port", "{port}", "--seed"]
    with running([*mock, str(folder / "page.yaml")]) as server:
        memory, body = server.memory(), Load(server.port).ask(PAGE)
        task = f"/v3/{PROJECT}/tasks/{json.loads(body)['tasks'][0]['task_id']}"
        ours = (cpu_of(server, task), cpu_of(server, PAGE), server.start, memory)
    prism = [str(PRISM), "mock", "--port", "{port}", "--verboseLevel", "silent", str(spec_with(folder, body))]
    with running(prism) as server:
        memory = server.memory()
        theirs = (cpu_of(server, TASK), cpu_of(server, PAGE), server.start, memory)
    with running([*mock, str(folder / "huge.yaml")]) as server:
        pages = [cpu_of(server, f"/v3/{PROJECT}/running-tasks?limit=250&offset={offset}") for offset in (0, 99_000)]
    names = ("CPU of a task, us", "CPU of a page of 250, us", "start to first response, s", "memory when idle, MB")
    for name, mine, other in zip(names, ours, theirs, strict=True):
        print(f"{name:<28} mock {mine:>8.3g}   Prism {other:>8.3g}   1/{other / mine:.1f}")
    print(f"page of 250 among {MANY:,}: {pages[0]:.3g} us at offset 0, {pages[1]:.3g} us at 99,000")
    return 0


if __name__ == "__main__":
    sys.exit(main())
