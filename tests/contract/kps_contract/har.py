"""What went over the wire, as a HAR file: for other tools to look at, and for the drift report."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_SHOWN = ("content-type", "date", "retry-after", "server", "x-request-id", "content-length")


class Recorder:
    """Keep exchanges; never a credential, and bodies only as they were handed on."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def add(self, url: str, status: int, headers: list[tuple[str, str]], content: bytes, seconds: float) -> None:
        """Note a GET and its answer."""
        shown = [(name, value) for name, value in headers if name.lower() in _SHOWN]
        media = {name.lower(): value for name, value in headers}.get("content-type", "")
        entry = {
            "startedDateTime": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "time": round(seconds * 1000, 1),
            "request": {
                "method": "GET",
                "url": url,
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": [{"name": "X-Auth-Token", "value": "[Filtered]"}],
                "queryString": [
                    {"name": name, "value": value}
                    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
                ],
                "headersSize": -1,
                "bodySize": 0,
            },
            "response": {
                "status": status,
                "statusText": "",
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": [{"name": name, "value": value} for name, value in shown],
                "content": {"size": len(content), "mimeType": media, "text": content.decode("utf-8", "replace")},
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": len(content),
            },
            "cache": {},
            "timings": {"send": 0, "wait": round(seconds * 1000, 1), "receive": 0},
        }
        with self._lock:
            self._entries.append(entry)

    def save(self, path: Path) -> None:
        """Write the file."""
        with self._lock:
            log = {"version": "1.2", "creator": {"name": "kps-tasks", "version": "1"}, "entries": list(self._entries)}
        path.write_text(json.dumps({"log": log}, ensure_ascii=False, indent=1), encoding="utf-8")
