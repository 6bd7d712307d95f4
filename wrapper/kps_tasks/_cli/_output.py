"""Tasks on stdout, in the form that was asked for."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from .. import FailedTask, RunningTask, Task
from ._table import table

AnyTask = Task | RunningTask | FailedTask


def print_one(task: Task, form: str) -> None:
    """Print one task; as JSON it is an object, not a list of one."""
    if form == "json":
        click.echo(_json(_values(task), indent=2))
    else:
        print_all([task], Task, form)


def print_all(tasks: Iterable[AnyTask], kind: type[AnyTask], form: str, if_none: str = "") -> None:
    """Print *tasks*; say *if_none* on stderr where a table would be empty.

    JSON lines and CSV are printed as the pages come. A table or JSON is printed when all are there, or not at all.
    """
    match form:
        case "jsonl":
            for task in tasks:
                click.echo(_json(_values(task)))
        case "csv":
            writer = csv.DictWriter(sys.stdout, [*kind.FIELDS, "phase", "operation"], "", "ignore", lineterminator="\n")
            writer.writeheader()
            for task in tasks:
                writer.writerow(_values(task))
        case "json":
            click.echo(_json([_values(task) for task in tasks], indent=2))
        case _:
            lines = table(list(tasks))
            for line in lines:
                click.echo(line)
            if not lines:
                click.echo(if_none, err=True)


def _values(task: AnyTask) -> dict[str, Any]:
    return task.to_dict() | {"phase": task.phase, "operation": task.operation}


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
