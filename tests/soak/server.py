"""The mock in a separate process: controlled over HTTP, stopped, and restarted with all its data."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

PROJECT = "0123456789abcdef0123456789abcdef"
ACCOUNT = "account"
KEPT = {"ListFailedTask": 1500, "ListRunningTask": 300}  # tasks of a list that never leave it
ACCESS_KEY = ("ACCESSKEY", "secret-key")

# Shares of all requests, including those to IAM. Wrong rows in a list are omitted: nobody could detect them.
FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 500, "probability": 0.02},
    {"status": 503, "form": "gateway", "retry_after": "1", "probability": 0.005, "error_msg": "x", "error_code": "x"},
    {"status": 429, "probability": 0.02},
    {"status": 404, "form": "gateway", "probability": 0.001},
    {"status": 502, "body": "html", "probability": 0.01, "error_msg": "x", "error_code": "x"},
    {"reset": "before", "probability": 0.01},
    {"reset": "middle", "probability": 0.01},
    {"body": "cut", "probability": 0.002},
    {"body": "empty", "probability": 0.002},
    {"body": "bad-gzip", "probability": 0.002},
    {"redirect": "http://elsewhere.test/", "probability": 0.001},
    {"credential": "expired", "probability": 0.005},
    {"credential": "revoked", "probability": 0.005},
    {"delay": 0.5, "probability": 0.02},
    {"drip": 0.5, "probability": 0.02},
)


class ServedMock:
    """The mock, with two lists that some tasks never leave. Its time advances on request, never while it is stopped.

    Attributes:
        url: Its address.
        password: Current password of its one user.
        spoiled: Number of requests that a fault affected or delayed.
    """

    def __init__(self, folder: Path) -> None:
        self._seed, self._lock, self._numbers = folder / "seed.json", threading.Lock(), count()
        self._control = httpx.Client(trust_env=False, timeout=30)
        self._process: subprocess.Popen[str] | None = None
        self._rounds = count()
        self.url, self.password, self.spoiled = "", "first", 0
        self._seed.write_text(json.dumps(_seed(self.password)), encoding="utf-8")

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[ServedMock]:
        """Serve during the block."""
        mock = cls(folder)
        try:
            with mock._control:
                mock._start()
                yield mock
        finally:
            mock._stop()

    def ask(self, method: str, path: str, **values: object) -> Any:
        """Control it; a request made while it is away waits until it is back."""
        with self._lock:
            return self._ask(method, path, **values)

    def new_name(self, kind: str) -> str:
        """Return a new, unique task ID."""
        return f"{kind}-{next(self._numbers)}"

    def restart(self, password: str | None = None) -> None:
        """Stop it and start it with its data, except the tokens issued last.

        Args:
            password: New password of its user; then all tokens are gone.
        """
        with self._lock:
            state = self._ask("GET", "/snapshot")
            self.spoiled += sum(fault["used"] for fault in self._ask("GET", "/faults")["faults"])
            self._stop()
            if password:
                self.password = state["users"][0]["password"] = password
                del state["projects"][PROJECT]["tokens"]
            self._seed.write_text(json.dumps(state), encoding="utf-8")
            self._start()

    def _ask(self, method: str, path: str, **values: object) -> Any:
        response = self._control.request(method, f"{self.url}/_mock{path}", json=values or None)
        if not response.is_success:
            raise RuntimeError(f"{method} {path}: {response.text}")
        return response.json() if response.content else None

    def _start(self) -> None:
        port = self.url.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "kps_tasks_mock", "--no-log", "--still", "--port", port, "--seed"]
        self._process = subprocess.Popen(
            [*command, str(self._seed)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().strip()
        round_ = next(self._rounds)
        for fault in FAULTS:
            self._ask("POST", "/faults", times=None, seed=round_, **fault)

    def _stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.communicate()
            self._process = None


def _seed(password: str) -> dict[str, Any]:
    failed, running = (
        [{"task_id": f"kept-{name}-{number}", **kind} for number in range(KEPT[name])]
        for name, kind in (
            ("ListFailedTask", {"operate_type": "FAILED_RESET"}),
            ("ListRunningTask", {"status": "RUNNING_RESET"}),
        )
    )
    return {
        "switches": {"order": "newest-first"},  # so tasks that come and go move the rows that stay
        "projects": {PROJECT: {"failures": failed, "tasks": running}},
        "users": [{"name": "user", "password": password, "account": ACCOUNT}],
        "access_keys": [dict(zip(("access_key", "secret_key"), ACCESS_KEY, strict=True))],
    }
