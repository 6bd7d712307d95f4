"""Record the traffic as a HAR file, for other tools and for the drift report."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from harfile import Content, Creator, HarFile, Record, Request, Response, Timings

from kps_tasks_client import facts

_SHOWN = ("content-type", "date", "retry-after", "server", facts.REQUEST_ID_HEADER.lower(), "content-length")


class Recorder:
    """Record exchanges, without credentials, and bodies only as they were passed on.

    Args:
        hidden: A text that is never recorded, whoever sends it.
    """

    def __init__(self, hidden: str = "") -> None:
        self._hidden = hidden
        self._entries: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def add(self, url: str, status: int, headers: list[tuple[str, str]], content: bytes, seconds: float) -> int:
        """Record a GET and its response; return the number of the entry."""
        media = {name.lower(): value for name, value in headers}.get("content-type", "")
        url = self._without(url)
        query = [Record(name, value) for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
        token = Record(facts.TOKEN_HEADER, "[Filtered]")
        shown = [Record(name, self._without(value)) for name, value in headers if name.lower() in _SHOWN]
        body = self._body(content, media)
        entry = {
            "startedDateTime": (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="microseconds"),
            "time": round(seconds * 1000, 1),
            "request": Request("GET", url, "HTTP/1.1", headers=[token], queryString=query, bodySize=0),
            "response": Response(status, "", "HTTP/1.1", headers=shown, content=body, bodySize=len(content)),
            "timings": Timings(send=0, wait=round(seconds * 1000, 1), receive=0),
        }
        with self._lock:
            self._entries.append(entry)
            return len(self._entries)

    def _body(self, content: bytes, media: str) -> Content:
        """Return a body as text; a body that is not UTF-8, in Base64."""
        try:
            return Content(len(content), mimeType=media, text=self._without(content.decode("utf-8")))
        except UnicodeDecodeError:
            plain = content.replace(self._hidden.encode(), b"[Filtered]") if len(self._hidden) > 3 else content
            return Content(len(content), mimeType=media, text=base64.b64encode(plain).decode(), encoding="base64")

    def _without(self, text: str) -> str:
        return text.replace(self._hidden, "[Filtered]") if len(self._hidden) > 3 else text

    def save(self, path: Path) -> None:
        """Write the file."""
        with HarFile.open(path, creator=Creator("kps-tasks", "1")) as har:
            for entry in list(self._entries):
                har.add_entry(**entry)
