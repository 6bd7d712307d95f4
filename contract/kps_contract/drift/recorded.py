"""Recorded responses from a HAR file, or from a folder of HAR files and single responses."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from ..relations.response import Response, read


@frozen
class Recorded:
    """A response, and the time of its request as text; empty if unknown."""

    response: Response
    when: str


class UnreadableRecord(Exception):
    """A file has no recorded responses; the message says which file and why."""


def read_recorded(path: Path) -> list[Recorded]:
    """Read a file, or all `.har` and `.json` files in a folder and its subfolders.

    Args:
        path: A HAR file; or a JSON file with one response or a list of them, each an object with `url`, `status`,
            `headers` (optional), `body` (JSON or text) and `when` (optional); or a folder of such files.

    Returns:
        The responses to GETs of the three operations, in the order of the files if not all have a time.

    Raises:
        UnreadableRecord: There is no such file, or a file has another format.
    """
    found = list(_read_all(path))
    if not found:
        raise UnreadableRecord(f"{path}: has no responses of the three operations")
    if all(record.response.sent for record in found):
        return found
    return [  # the order of the files is all that is known
        evolve(record, response=evolve(record.response, sent=place + 0.0, received=place + 0.5))
        for place, record in enumerate(found)
    ]


def _read_all(path: Path) -> Iterator[Recorded]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix in (".har", ".json") and not _is_hidden(file, path):
                yield from _read_all(file)
        return
    try:
        yield from list(_records(json.loads(path.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        raise UnreadableRecord(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise UnreadableRecord(f"{path}: neither HAR nor recorded responses ({why})") from None


def _is_hidden(file: Path, folder: Path) -> bool:
    """Whether a file below the folder belongs to a tool, such as version control."""
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _records(content: Any) -> Iterator[Recorded]:
    if isinstance(content, dict) and "log" in content:
        for number, entry in enumerate(content["log"]["entries"], start=1):
            yield from _har(entry, number)
    elif isinstance(content, list):
        for one in content:
            yield from _records(one)
    else:
        body = content["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        yield from _ours(
            content["url"], content["status"], content.get("headers", {}), text.encode(), content.get("when", "")
        )


def _har(entry: dict[str, Any], number: int) -> Iterator[Recorded]:
    """Read an entry; one that is not a GET, or got no response, is skipped."""
    response = entry["response"]
    if entry["request"].get("method", "GET").upper() != "GET" or not response["status"]:
        return
    headers = {header["name"]: header["value"] for header in response["headers"]}
    body = response.get("content", {})
    text = body.get("text", "")
    content = base64.b64decode(text) if body.get("encoding") == "base64" else text.encode()
    when, seconds = entry.get("startedDateTime", ""), max(0.0, entry.get("time") or 0.0) / 1000
    yield from _ours(entry["request"]["url"], response["status"], headers, content, when, seconds, number)


def _ours(
    url: str, status: int, headers: dict[str, str], content: bytes, when: str, seconds: float = 0.0, entry: int = 0
) -> Iterator[Recorded]:
    """Yield the response if it is from one of the three operations, also behind a proxy's prefix."""
    moment = _moment(when)
    if moment and "date" not in map(str.lower, headers):
        headers = headers | {"Date": format_datetime(moment)}
    sent = moment.timestamp() if moment else 0.0
    start = max(url.find("/v3/"), 0)
    curl = f'curl -i -H "X-Auth-Token: $KPS_TOKEN" {shlex.quote(url)}'
    response = read(
        url[start:], int(status), headers, content, sent=sent, received=sent + seconds, curl=curl, entry=entry
    )
    if response.operation:
        yield Recorded(response, when)


def _moment(when: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
