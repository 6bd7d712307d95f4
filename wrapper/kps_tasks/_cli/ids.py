"""Task IDs from the arguments of a command and from stdin."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import click

_NO_ID = re.compile(r"""[][{}()<>"'`,;:=/\\|]""")  # no ID has one of these; other formats are full of them
_SHOWN = 40  # characters of an unusable line in the message


def read_ids(words: tuple[str, ...]) -> list[str]:
    """Return the IDs, each once; ``-`` stands for those on stdin."""
    ids: list[str] = []
    for word in words:
        ids += from_text(sys.stdin.read()) if word == "-" else [word]
    if not ids:
        raise click.UsageError("No task ID on stdin.")
    return list(dict.fromkeys(ids))


def from_text(text: str) -> list[str]:
    """Return the task IDs in *text*: JSON, JSON lines, CSV, a table of this command, or words."""
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()
    header = next((line for line in lines if line.strip()), "")
    is_csv = not {"task_id", '"task_id"'}.isdisjoint(header.split(","))
    if header.lstrip().startswith(("[", "{", '"')) and not is_csv:
        return list(_from_json(text))
    if is_csv:
        import csv  # here, as few commands need it

        rows = csv.DictReader(line for line in lines if line.strip())
        return [_checked(row["task_id"], number) for number, row in enumerate(rows, start=2)]
    if header.startswith("TASK ID  "):
        return [line.split()[0] for line in lines if line.strip() and line != header]
    return [_checked(word, number) for number, line in enumerate(lines, start=1) for word in line.split()]


def _from_json(text: str) -> Iterator[str]:
    """Yield the IDs in an array, a response with a list, or one object or string per line."""
    try:
        values = [(1, json.loads(text))]
    except ValueError:
        lines = enumerate(text.splitlines(), start=1)
        values = [(number, _json(line, number)) for number, line in lines if line.strip()]
    for number, value in values:
        yield from _ids_of(value, number)


def _json(line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise _no_id(line, number) from None


def _ids_of(value: Any, number: int) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(value.get("tasks"), list):
        value = value["tasks"]
    if isinstance(value, list):
        for item in value:
            yield from _ids_of(item, number)
        return
    yield _checked(value.get("task_id") if isinstance(value, dict) else value, number)


def _checked(value: object, number: int) -> str:
    if not isinstance(value, str) or not value or _NO_ID.search(value):
        raise _no_id(value, number)
    return value


def _no_id(value: object, number: int) -> click.UsageError:
    text = str(value).strip()
    shown = f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
    return click.UsageError(
        f"Line {number} of stdin has no task ID: {shown!r}. Use IDs, JSON of tasks, or CSV with a column task_id."
    )
