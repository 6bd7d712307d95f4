"""Recorded responses: from a HAR file, or a folder of such files and of single responses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from ..relations.response import Response, read


@frozen
class Recorded:
    """A response and when it came, as text; empty if that is not known."""

    response: Response
    when: str


class UnreadableRecord(Exception):
    """A file holds no recorded responses; the message says which and why."""


def read_recorded(path: Path) -> list[Recorded]:
    """Read a file, or all `.har` and `.json` files of a folder and of those in it.

    Args:
        path: A HAR file; or a JSON file with one response or a list of them, each an object with `url`, `status`,
            `headers` (optional), `body` (JSON or text) and `when` (optional); or a folder of such files.

    Raises:
        UnreadableRecord: There is no such file, or one of them is of another form.
    """
    if path.is_dir():
        files = sorted(
            file for file in path.rglob("*") if file.suffix in (".har", ".json") and not _is_hidden(file, path)
        )
        found = [record for file in files for record in read_recorded(file)]
    else:
        try:
            found = list(_records(json.loads(path.read_text(encoding="utf-8"))))
        except OSError as error:
            raise UnreadableRecord(f"{path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableRecord(
                f"{path}: neither HAR nor recorded responses ({type(error).__name__}: {error})"
            ) from None
    if not found:
        raise UnreadableRecord(f"{path}: has no responses of the three operations")
    return found


def _is_hidden(file: Path, folder: Path) -> bool:
    """Say whether a tool keeps a file for itself, below the folder."""
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _records(content: Any) -> Iterator[Recorded]:
    if isinstance(content, dict) and "log" in content:
        for entry in content["log"]["entries"]:
            yield from _har(entry)
    elif isinstance(content, list):
        for one in content:
            yield from _records(one)
    else:
        body = content["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        yield from _ours(content["url"], content["status"], content.get("headers", {}), text, content.get("when", ""))


def _har(entry: dict[str, Any]) -> Iterator[Recorded]:
    response = entry["response"]
    headers = {header["name"]: header["value"] for header in response["headers"]}
    text = response["content"].get("text", "")
    yield from _ours(entry["request"]["url"], response["status"], headers, text, entry.get("startedDateTime", ""))


def _ours(url: str, status: int, headers: dict[str, str], text: str, when: str) -> Iterator[Recorded]:
    response = read(url, int(status), headers, text.encode())
    if response.operation:
        yield Recorded(response, when)
