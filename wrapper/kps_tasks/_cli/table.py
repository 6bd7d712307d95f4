"""A table for people: columns as wide as their widest cell, nothing cut, nothing that does things to a terminal.

Columns that do not fit beside the others on a terminal stand below them, indented.
"""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import click

from .._models.states import Phase
from .._models.tasks import FailedTask, RunningTask, Task
from .._models.update import TaskUpdate

COLOURS = {Phase.READY: "cyan", Phase.RUNNING: "blue", Phase.SUCCEEDED: "green", Phase.FAILED: "red"}
_INDENT = "    "
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control and format characters, surrogates, line and paragraph separators

Columns = dict[str, Callable[[Any], object]]


def _time(task: RunningTask | FailedTask) -> str | None:
    return f"{when:%Y-%m-%d %H:%M:%S}" if (when := task.task_datetime) else task.task_time


def _error(task: FailedTask) -> str:
    return " ".join(part for part in (task.task_error_code, task.task_error_msg) if part)


def reason(update: TaskUpdate) -> str:
    """Return why a watched task failed; of one that did not, its state in the service's words."""
    return _error(update.failure) if update.failure else update.task_status or ""


_COLUMNS: dict[type, Columns] = {
    Task: {
        "TASK ID": lambda task: task.task_id,
        "PHASE": lambda task: task.phase,
        "OPERATION": lambda task: task.operation,
        "STATUS": lambda task: task.task_status,
        "SERVER ID": lambda task: task.server_id,
    },
    RunningTask: {
        "TASK ID": lambda task: task.task_id,
        "PHASE": lambda task: task.phase,
        "OPERATION": lambda task: task.operation,
        "TIME (UTC)": _time,
        "SERVER": lambda task: task.server_name,
        "KEY PAIR": lambda task: task.keypair_name,
    },
    FailedTask: {
        "TASK ID": lambda task: task.task_id,
        "OPERATION": lambda task: task.operation,
        "TIME (UTC)": _time,
        "SERVER": lambda task: task.server_name,
        "KEY PAIR": lambda task: task.keypair_name,
        "ERROR": _error,
    },
    TaskUpdate: {
        "TASK ID": lambda task: task.task_id,
        "PHASE": lambda task: task.phase,
        "OPERATION": lambda task: task.operation,
        "STATUS": lambda task: task.task_status,
        "SERVER": lambda task: (task.failure and task.failure.server_name) or task.server_id,
        "ERROR": lambda task: _error(task.failure) if task.failure else None,
    },
}


def room() -> int | None:
    """Return the columns of the terminal that the table goes to; None where it goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table(tasks: Sequence[Task | RunningTask | FailedTask | TaskUpdate], within: int | None = None) -> list[str]:
    """Return the lines of a table of *tasks*, which are all of one kind; none where there are no tasks."""
    if not tasks:
        return []
    columns = _COLUMNS[type(tasks[0])]
    rows = [[printable(read(task)) or "-" for read in columns.values()] for task in tasks]
    widths = [max(map(_width, cells)) for cells in zip(columns, *rows, strict=True)]
    folds = _folds(widths, within)
    lines = [click.style(line, bold=True) for line in _lines(list(columns), widths, folds)]
    for row, task in zip(rows, tasks, strict=True):
        lines += _lines(row, widths, folds, list(columns), COLOURS.get(task.phase))
    return lines


def _folds(widths: list[int], within: int | None) -> list[slice]:
    """Return which columns stand on which line."""
    folds, start, used = [], 0, 0
    for column, width in enumerate(widths):
        if within is not None and column > start and used + width > within:
            folds.append(slice(start, column))
            start, used = column, len(_INDENT)
        used += width + 2
    return [*folds, slice(start, len(widths))]


def _lines(
    cells: list[str], widths: list[int], folds: list[slice], names: Sequence[str] = (), colour: str | None = None
) -> list[str]:
    lines = [_line(cells[fold], widths[fold], list(names[fold]), colour) for fold in folds]
    return [lines[0], *(f"{_INDENT}{line}" for line in lines[1:])]


def printable(value: object) -> str:
    """Return *value* as text on one line, with a code for each character that a terminal would act on."""
    text = "" if value is None else str(value)
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _INVISIBLE else c for c in text)


def _line(cells: list[str], widths: list[int], names: list[str] | None = None, colour: str | None = None) -> str:
    padded = [cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
    padded[-1] = cells[-1]
    if names and "PHASE" in names:
        phase = names.index("PHASE")
        padded[phase] = click.style(padded[phase], fg=colour)
    return "  ".join(padded)


def _width(text: str) -> int:
    """Columns that a terminal gives *text*: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
