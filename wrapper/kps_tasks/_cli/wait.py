"""The commands that wait: `wait` for how tasks end, `watch` for all that happens until then."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .exit_codes import FAILED, OK
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
    return click.argument("ids", nargs=-1, required=True, metavar="ID…|-")(timeout_option(interval_option(command)))


@click.command(epilog="\b\nExamples:\n  kps-tasks wait aee8d2fe-5484-4753-9177-5a38dc15546c\n  kps-tasks wait - < ids")
@_wait_options
@shared_options
@click.pass_context
def wait(context: click.Context, /, ids: tuple[str, ...], timeout: float, interval: float, **shared: str | None) -> int:
    """Wait for tasks to finish and report their outcome.

    With - the IDs are read from stdin, separated by white space. The exit code is 1 if a task failed and 124 if not
    all have ended in time.
    """
    return _follow(context, ids, timeout, interval, shared, every_change=False)


@click.command(epilog="\b\nExample:\n  kps-tasks watch - < ids -o jsonl")
@_wait_options
@shared_options
@click.pass_context
def watch(
    context: click.Context, /, ids: tuple[str, ...], timeout: float, interval: float, **shared: str | None
) -> int:
    """Show each change of tasks until they have ended.

    With - the IDs are read from stdin, separated by white space. The exit code is 1 if a task failed and 124 if not
    all have ended in time.
    """
    return _follow(context, ids, timeout, interval, shared, every_change=True)


def _follow(
    context: click.Context,
    ids: tuple[str, ...],
    timeout: float,
    interval: float,
    shared: dict[str, str | None],
    every_change: bool,
) -> int:
    from .output import print_ends, print_update
    from .progress import Progress

    client, form = prepare(context, shared)
    wanted = _ids(ids)
    lines = every_change or form == "jsonl" or (form == "table" and not sys.stdout.isatty())
    ends: dict[str, TaskUpdate] = {}
    with client, Progress(wanted) as progress:
        for update in client.tasks.watch(wanted, timeout=timeout, interval=interval):
            progress.note(update)
            if update.finished:
                ends[update.task_id] = update
            if lines and form not in ("json", "csv"):
                with progress.aside():
                    print_update(update, form)
                    sys.stdout.flush()
    if not lines or form in ("json", "csv"):
        print_ends([ends[task_id] for task_id in wanted], form)
    return FAILED if any(end.phase == "failed" for end in ends.values()) else OK


def _ids(words: tuple[str, ...]) -> list[str]:
    """Return the IDs of the command line, with those of stdin where - stands; each once."""
    ids: list[str] = []
    for word in words:
        ids += sys.stdin.read().split() if word == "-" else [word]
    if not ids:
        raise click.UsageError("No task ID on stdin.")
    return list(dict.fromkeys(ids))
