"""The commands that wait for tasks."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click

from .exit_codes import FAILED, OK, TERMINATED
from .options import prepare, shared_options, table_options
from .times import seconds

if TYPE_CHECKING:
    from .._models.update import TaskUpdate
    from .output import Form

F = TypeVar("F", bound=Callable[..., Any])

_EXIT_CODES = (
    "However it ends, the last known state of every task is printed. The exit code is 1 if a task failed, "
    "3 if an ID is unknown, and 124 if not all tasks finished in time."
)

_WHERE_FROM = """\b
The operations that start tasks return their IDs; or take them from a list:
  kps-tasks running -o ids | kps-tasks {0} -
  hcloud KPS ListRunningTask --cli-region=cn-north-4 | kps-tasks {0} -
"""


def interval_option(command: F) -> F:
    """Add the option for the time between polls."""
    return click.option(
        "--interval",
        type=seconds,
        default="5",
        metavar="TIME",
        help="Time between polls, by default 5 seconds.",
    )(command)


def _wait_options(command: F) -> F:
    """Add the task IDs and the options that wait and watch share."""
    for option in (
        table_options,
        click.option("--fail-fast", is_flag=True, help="Stop at the first unknown ID."),
        click.option(
            "--requests-per-minute",
            type=click.FloatRange(1),
            metavar="N",
            help="Maximum requests per minute, by default 300, the quota per user.",
        ),
        interval_option,
        click.option(
            "--timeout",
            type=seconds,
            default="30m",
            metavar="TIME",
            help="Give up after 90, 90s, 10m or 2h; by default 30m.",
        ),
        click.argument("ids", nargs=-1, required=True, metavar="ID…|-"),
    ):
        command = option(command)
    return command


@click.command(
    help=f"""Wait for tasks to finish and report their outcome.

    With -, IDs are read from stdin: words, JSON of tasks, or CSV. {_EXIT_CODES}
    """,
    epilog=_WHERE_FROM.format("wait"),
)
@_wait_options
@shared_options
@click.pass_context
def wait(context: click.Context, /, ids: tuple[str, ...], **options: Any) -> int:
    """Wait for tasks to finish and report their outcome."""
    return _follow(context, ids, options, every_change=False)


@click.command(
    help=f"""Show each change of the tasks until all have finished.

    With -, IDs are read from stdin: words, JSON of tasks, or CSV. {_EXIT_CODES}
    """,
    epilog=_WHERE_FROM.format("watch"),
)
@_wait_options
@shared_options
@click.pass_context
def watch(context: click.Context, /, ids: tuple[str, ...], **options: Any) -> int:
    """Show each change of the tasks until all have finished."""
    return _follow(context, ids, options, every_change=True)


def _follow(context: click.Context, words: tuple[str, ...], options: dict[str, Any], every_change: bool) -> int:
    from .._errors import KpsError
    from .._models.update import TaskUpdate
    from .ids import read_ids
    from .notices import NOTICES
    from .output import print_update
    from .progress import Progress
    from .recap import print_recap
    from .terminal import can_redraw

    how = {"timeout": options.pop("timeout"), "interval": options.pop("interval")}
    if (per_minute := options.pop("requests_per_minute")) is not None:
        how["requests_per_minute"] = per_minute
    on_unknown: Literal["report", "raise"] = "raise" if options.pop("fail_fast") else "report"
    verbose = bool(options.get("verbose"))
    client, form = prepare(context, TaskUpdate, options)
    wanted = read_ids(words)
    lines = form.name == "jsonl" or (form.name == "table" and (every_change or not sys.stdout.isatty()))
    last: dict[str, TaskUpdate] = {}
    unknown = 0
    progress = Progress(wanted, shown=can_redraw() and not verbose)
    try:
        with client, progress, _ended_by_sigterm():
            NOTICES.progress = progress
            for update in client.tasks.watch(wanted, on_unknown=on_unknown, **how):
                progress.note(update)
                last[update.task_id] = update
                if lines:
                    with progress.aside():
                        print_update(update, form)
                        sys.stdout.flush()
    except (KpsError, KeyboardInterrupt, SystemExit) as error:
        unknown = len(error.unknown) if isinstance(error, KpsError) else 0
        raise
    finally:  # however it ended, print what is known
        NOTICES.progress = None
        _print_results(wanted, last, form, lines)
        sys.stdout.flush()
        if len(wanted) > 1:
            print_recap([last.get(task_id) or TaskUpdate(task_id) for task_id in wanted], unknown, progress.seconds)
    return FAILED if any(update.phase == "failed" for update in last.values()) else OK


def _print_results(wanted: list[str], last: dict[str, TaskUpdate], form: Form, lines: bool) -> None:
    """Print the last known state of every task; if each change was a line, only the tasks that were never seen."""
    from .._models.update import TaskUpdate
    from .output import print_all, print_update

    if not lines:
        print_all([last.get(task_id) or TaskUpdate(task_id) for task_id in wanted], TaskUpdate, form)
        return
    for task_id in wanted:
        if task_id not in last:
            print_update(TaskUpdate(task_id), form)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the wait like Ctrl-C, so the results are printed."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread can handle signals
        yield
        return

    def end(number: int, frame: object) -> NoReturn:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
