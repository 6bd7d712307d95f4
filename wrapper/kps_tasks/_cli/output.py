"""Print tasks on stdout in the requested form."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence

import click
from attrs import evolve, frozen

from .._http import clock
from .._models.tasks import Task
from .._models.text import printable
from .._models.update import TaskUpdate
from .rows import COLOURS, AnyTask, Listed, UnknownColumnError, Values, cell, columns, head, names_of, reason, values_of
from .table import table
from .terminal import colour, width_of

_SHORT_TIME = 120  # a terminal with fewer columns shows times short
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet runs, according to OWASP's page on CSV injection


@frozen(eq=False, repr=False)
class Form:
    """How to print tasks.

    Args:
        name: table, json, jsonl, csv or ids.
        columns: Columns in order; None for the usual ones.
        header: Whether tables and CSV have a header.
        utc: Whether tables show UTC instead of local time.
    """

    name: str
    columns: tuple[str, ...] | None = None
    header: bool = True
    utc: bool = False

    def checked(self, kind: type[AnyTask]) -> Form:
        """Return a copy with the column names of *kind*; raise a usage error if it lacks one."""
        if self.columns is None:
            return self
        try:
            return evolve(self, columns=tuple(columns(kind, self.columns)))
        except UnknownColumnError as error:
            raise click.UsageError(f"--columns: {error}") from None

    def values(self, task: AnyTask) -> Values:
        """Return the values that JSON has for a task."""
        values = values_of(task)
        return values if self.columns is None else {name: _value(task, name, values) for name in self.columns}


def print_one(task: Task, form: Form) -> None:
    """Print one task; as JSON it is an object, not a list of one."""
    if form.name == "json":
        click.echo(to_json(form.values(task), indent=2))
    else:
        print_all([task], Task, form)


def print_all(tasks: Iterable[AnyTask], kind: type[AnyTask], form: Form, if_none: str = "") -> None:
    """Print *tasks*; if a table would be empty, print *if_none* on stderr.

    JSON lines, CSV and IDs are printed as pages arrive; a table or JSON when all tasks are there, or not at all.
    """
    match form.name:
        case "jsonl":
            for task in tasks:
                click.echo(to_json(form.values(task)))
        case "csv":
            names = list(form.columns or names_of(kind))
            write = _csv(names, form.header)
            for task in tasks:
                values = values_of(task)
                write({name: _defused(_value(task, name, values)) for name in names})
        case "json":
            click.echo(to_json([form.values(task) for task in tasks], indent=2))
        case "ids":
            for task in tasks:
                if task.task_id:
                    click.echo(printable(task.task_id))
        case _:
            _print_table(list(tasks), kind, form, if_none)


def _print_table(tasks: Sequence[AnyTask], kind: type[AnyTask], form: Form, if_none: str) -> None:
    if not tasks:
        click.echo(if_none, err=True, nl=bool(if_none))
        return
    width = width_of(sys.stdout)
    names = columns(kind, form.columns)
    cells = [cell(name, form.utc, bool(width and width < _SHORT_TIME)) for name in names]
    rows = [[printable(read(task)) or "-" for read in cells] for task in tasks]
    if width and form.columns is None:  # an empty column leaves its space to the others
        told = [number for number, cells_of in enumerate(zip(*rows, strict=True)) if set(cells_of) != {"-"}]
        rows, names = [[row[number] for number in told] for row in rows], [names[number] for number in told]
    header = [head(name, form.utc) for name in names] if form.header else None
    coloured = names.index("phase") if "phase" in names else None
    for line in table(rows, header, width, coloured, [COLOURS.get(task.phase) for task in tasks]):
        click.echo(line, color=colour())


def print_again(tasks: Iterable[Listed], kind: type[Listed], form: Form, interval: float) -> None:
    """Print *tasks* whenever they have changed, until interrupted; on a terminal in the same place."""
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


def print_update(update: TaskUpdate, form: Form) -> None:
    """Print one change as a line."""
    if form.name == "jsonl":
        click.echo(to_json(form.values(update)))
    else:
        phase = click.style(f"{update.phase:<9}", fg=COLOURS.get(update.phase))
        why = reason(update) or update.task_status
        line = f"{printable(update.task_id)}  {phase}  {update.operation}  {printable(why)}"
        click.echo(line.rstrip(), color=colour())


def _value(task: AnyTask, name: str, values: Values) -> object:
    return values[name] if name in values else cell(name, utc=True, short=False)(task)


def _defused(value: object) -> object:
    """Return text with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv(names: list[str], header: bool) -> Callable[[Values], object]:
    """Print the header, and return a function for rows. It quotes lone carriage returns, where readers split rows."""
    import csv  # here, as few commands need it

    plain = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    quoted = csv.DictWriter(sys.stdout, names, lineterminator="\n", quoting=csv.QUOTE_ALL)
    if header:
        plain.writeheader()
    return lambda row: (quoted if any("\r" in str(value) for value in row.values()) else plain).writerow(row)


_ACTS_ON_A_TERMINAL = re.compile("[\x7f-\x9f]")


def to_json(value: object, indent: int | None = None) -> str:
    """Return JSON, in ASCII if stdout cannot show all characters, with escapes for what a terminal would act on."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not readable, indent=indent)
    return _ACTS_ON_A_TERMINAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
