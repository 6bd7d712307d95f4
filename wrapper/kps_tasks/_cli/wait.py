"""The commands that wait: `wait` for how tasks end, `watch` for all that happens until then."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click

from .exit_codes import FAILED, OK, TERMINATED
from .options import prepare, shared_options

if TYPE_CHECKING:
    from .._models.update import TaskUpdate

F = TypeVar("F", bound=Callable[..., Any])


def _seconds_option(name: str, default: float, text: str) -> Callable[[F], F]:
    seconds = click.FloatRange(min=0)
    return click.option(name, type=seconds, default=default, metavar="SECONDS", help=f"{text} [{default:g}]")


timeout_option = _seconds_option("--timeout", 1800.0, "Give up after this many seconds.")
interval_option = _seconds_option("--interval", 5.0, "Seconds between polls.")


def _wait_options(command: F) -> F:
    """Add what says which tasks, how long and how often."""
    fail_fast = click.option("--fail-fast", is_flag=True, help="End at the first ID that the service does not know.")
    ids = click.argument("ids", nargs=-1, required=True, metavar="ID…|-")
    return ids(timeout_option(interval_option(fail_fast(command))))


@click.command(epilog="\b\nExamples:\n  kps-tasks wait aee8d2fe-5484-4753-9177-5a38dc15546c\n  kps-tasks wait - < ids")
@_wait_options
@shared_options
@click.pass_context
def wait(
    context: click.Context,
    /,
    ids: tuple[str, ...],
    timeout: float,
    interval: float,
    fail_fast: bool,
    **shared: str | None,
) -> int:
    """Wait for tasks to finish and report their outcome.

    With - the IDs are read from stdin, separated by white space. However it ends, every task is printed as it was last
    seen. The exit code is 1 if a task failed, 3 if an ID is not known and 124 if not all have ended in time.
    """
    return _follow(context, ids, timeout, interval, fail_fast, shared, every_change=False)


@click.command(epilog="\b\nExample:\n  kps-tasks watch - < ids -o jsonl")
@_wait_options
@shared_options
@click.pass_context
def watch(
    context: click.Context,
    /,
    ids: tuple[str, ...],
    timeout: float,
    interval: float,
    fail_fast: bool,
    **shared: str | None,
) -> int:
    """Show each change of tasks until they have ended.

    With - the IDs are read from stdin, separated by white space. However it ends, every task is printed as it was last
    seen. The exit code is 1 if a task failed, 3 if an ID is not known and 124 if not all have ended in time.
    """
    return _follow(context, ids, timeout, interval, fail_fast, shared, every_change=True)


def _follow(
    context: click.Context,
    ids: tuple[str, ...],
    timeout: float,
    interval: float,
    fail_fast: bool,
    shared: dict[str, str | None],
    every_change: bool,
) -> int:
    from .._errors import KpsError
    from .output import print_update
    from .progress import Progress

    client, form = prepare(context, shared)
    wanted = _ids(ids)
    lines = form == "jsonl" or (form == "table" and (every_change or not sys.stdout.isatty()))
    last: dict[str, TaskUpdate] = {}
    try:
        with client, Progress(wanted) as progress, _ended_by_sigterm():
            on_unknown: Literal["raise", "report"] = "raise" if fail_fast else "report"
            for update in client.tasks.watch(wanted, timeout=timeout, interval=interval, on_unknown=on_unknown):
                progress.note(update)
                last[update.task_id] = update
                if lines:
                    with progress.aside():
                        print_update(update, form)
                        sys.stdout.flush()
    except (KpsError, KeyboardInterrupt, SystemExit):
        _print_results(wanted, last, form, lines)  # whatever ended it, nothing that was learned is lost
        raise
    _print_results(wanted, last, form, lines)
    return FAILED if any(update.phase == "failed" for update in last.values()) else OK


def _print_results(wanted: list[str], last: dict[str, TaskUpdate], form: str, lines: bool) -> None:
    """Print every task as it was last seen; where each change was a line, only those that were never seen."""
    from .._models.update import TaskUpdate
    from .output import print_ends, print_update

    if not lines:
        print_ends([last.get(task_id) or TaskUpdate(task_id) for task_id in wanted], form)
        return
    for task_id in wanted:
        if task_id not in last:
            print_update(TaskUpdate(task_id), form)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the waiting like Ctrl-C does, so that results are printed."""

    def end(number: int, frame: object) -> NoReturn:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _ids(words: tuple[str, ...]) -> list[str]:
    """Return the IDs of the command line, with those of stdin where - stands; each once."""
    ids: list[str] = []
    for word in words:
        ids += sys.stdin.read().split() if word == "-" else [word]
    if not ids:
        raise click.UsageError("No task ID on stdin.")
    return list(dict.fromkeys(ids))
