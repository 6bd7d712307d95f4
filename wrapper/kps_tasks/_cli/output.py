"""Tasks on stdout, in the form that was asked for."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

import click

from .._http import clock
from .._models.tasks import FailedTask, RunningTask, Task
from .._models.update import TaskUpdate
from .table import COLOURS, printable, reason, room, table

AnyTask = Task | RunningTask | FailedTask

_NOT_SHOWN = ("operate_type", "task_time")  # of a failure that was waited for: phase and operation say it


def print_one(task: Task, form: str) -> None:
    """Print one task; as JSON it is an object, not a list of one."""
    if form == "json":
        click.echo(to_json(_values(task), indent=2))
    else:
        print_all([task], Task, form)


def print_all(tasks: Iterable[AnyTask], kind: type[AnyTask], form: str, if_none: str = "") -> None:
    """Print *tasks*; say *if_none* on stderr where a table would be empty.

    JSON lines and CSV are printed as the pages come. A table or JSON is printed when all are there, or not at all.
    """
    match form:
        case "jsonl":
            for task in tasks:
                click.echo(to_json(_values(task)))
        case "csv":
            write = _csv([*kind.FIELDS, "phase", "operation"])
            for task in tasks:
                write(_values(task))
        case "json":
            click.echo(to_json([_values(task) for task in tasks], indent=2))
        case _:
            lines = table(list(tasks), room())
            for line in lines:
                click.echo(line)
            if not lines:
                click.echo(if_none, err=True)


def print_again(tasks: Iterable[AnyTask], kind: type[AnyTask], form: str, interval: float) -> None:
    """Print *tasks* whenever they changed, for ever; on a terminal in the same place."""
    before = None
    while True:
        now = list(tasks)  # a pager reads the list anew each time
        if now != before:
            if sys.stdout.isatty():
                click.clear()
            print_all(now, kind, form, "No task is running.")
            sys.stdout.flush()
        before = now
        clock.pause(interval)


def print_update(update: TaskUpdate, form: str) -> None:
    """Print one change as a line."""
    if form == "jsonl":
        click.echo(to_json(values_of(update)))
    else:
        colour = COLOURS.get(update.phase)
        phase = click.style(f"{update.phase:<9}", fg=colour)
        click.echo(f"{printable(update.task_id)}  {phase}  {update.operation}  {printable(reason(update))}".rstrip())


def values_of(update: TaskUpdate) -> dict[str, Any]:
    """Return what JSON and CSV say of a watched task: its state, then what only the record of a failure has."""
    state = {
        "task_id": update.task_id,
        "task_status": update.task_status,
        "phase": update.phase,
        "operation": update.operation,
        "server_id": update.server_id,
    }
    record = (update.failure or FailedTask({})).to_dict()
    return state | {name: record[name] for name in FailedTask.FIELDS if name not in {*state, *_NOT_SHOWN}}


def print_ends(ends: list[TaskUpdate], form: str) -> None:
    """Print how tasks ended."""
    match form:
        case "json":
            click.echo(to_json([values_of(end) for end in ends], indent=2))
        case "csv":
            write = _csv(list(values_of(TaskUpdate(""))))
            for end in ends:
                write(values_of(end))
        case _:
            for line in table(ends, room()):
                click.echo(line)


def _values(task: AnyTask) -> dict[str, Any]:
    return task.to_dict() | {"phase": task.phase, "operation": task.operation}


def _csv(names: list[str]) -> Callable[[dict[str, Any]], object]:
    """Print the head, and return what prints a row. A lone carriage return is quoted too, or readers see two rows."""
    plain = csv.DictWriter(sys.stdout, names, extrasaction="ignore", lineterminator="\n")
    quoted = csv.DictWriter(sys.stdout, names, extrasaction="ignore", lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writeheader()
    return lambda row: (quoted if any("\r" in str(value) for value in row.values()) else plain).writerow(row)


_ACTS_ON_A_TERMINAL = re.compile("[\x7f-\x9f]")


def to_json(value: object, indent: int | None = None) -> str:
    """Return JSON, in ASCII where stdout cannot show all characters, with a code for what a terminal would act on."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not readable, indent=indent)
    return _ACTS_ON_A_TERMINAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
