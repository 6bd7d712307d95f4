"""The commands and their options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from kps_tasks_client import facts

from .._version import __version__
from .auth import auth
from .options import filter_options, prepare, shared_options, table_options
from .wait import interval_option, wait, watch

_EPILOG = """\b
Examples:
  export KPS_REGION=cn-north-4 KPS_PROJECT_ID=… KPS_TOKEN=…
  kps-tasks running
  kps-tasks get aee8d2fe-5484-4753-9177-5a38dc15546c
  kps-tasks failed --since 2h -o csv > failed.csv
  kps-tasks wait aee8d2fe-5484-4753-9177-5a38dc15546c --timeout 10m
  kps-tasks running -o ids | kps-tasks wait -

\b
The credential is read from the environment or ~/.huaweicloud/credentials,
because other users can see the arguments of a command. Set KPS_TOKEN, or
KPS_ACCESS_KEY and KPS_SECRET_KEY, or KPS_USERNAME, KPS_PASSWORD and
KPS_ACCOUNT; the variables of the vendor's SDKs and of Terraform work too.
Data goes to stdout, everything else to stderr.

\b
Exit codes: 0 ok, 1 a task failed, 2 usage, 3 API, network or output,
4 authentication or configuration, 124 not finished in time, 130 interrupted,
141 the reader of the output went away, 143 terminated.
"""


_limit = click.option(
    "--limit",
    type=click.IntRange(2, facts.LIMIT[-1]),
    default=facts.LIMIT[-1],
    metavar="N",
    help=f"Tasks per request, by default {facts.LIMIT[-1]}; the whole list is always printed.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="kps-tasks", message="%(prog)s %(version)s")
@shared_options
@click.pass_context
def cli(context: click.Context, /, **shared: str | None) -> None:
    """Show key pair tasks of Huawei Cloud KPS and wait for them."""
    context.obj = shared


@cli.command(epilog="\b\nExample:\n  kps-tasks get aee8d2fe-5484-4753-9177-5a38dc15546c -o json")
@click.argument("ids", nargs=-1, required=True, metavar="ID…|-")
@table_options
@shared_options
@click.pass_context
def get(context: click.Context, /, ids: tuple[str, ...], **options: Any) -> None:
    """Show the tasks with these IDs; - reads IDs from stdin.

    If some IDs are unknown, the other tasks are still shown, and the exit code is 3.
    """
    from .._errors import APIStatusError, UnknownTaskError
    from .._models.tasks import Task
    from .ids import read_ids
    from .output import print_all, print_one

    client, form = prepare(context, Task, options)
    wanted = read_ids(ids)
    unknown: list[UnknownTaskError] = []

    def known() -> Iterator[Task]:
        for task_id in wanted:
            try:
                yield client.tasks.get(task_id)
            except APIStatusError as error:
                from .._http.hints import is_unknown_task

                if not is_unknown_task(error):
                    raise
                unknown.append(UnknownTaskError(task_id, str(error), error))

    with client:
        if len(ids) == 1 and ids[0] != "-":
            for task in known():
                print_one(task, form)
        else:
            print_all(known(), Task, form)
    if unknown:
        unknown[0].unknown = tuple(error.task_id for error in unknown)
        raise unknown[0]


@cli.command(epilog="\b\nExamples:\n  kps-tasks running --server 'web-*' -o jsonl\n  kps-tasks running --watch")
@filter_options
@click.option("--phase", type=click.Choice(["ready", "running"]), multiple=True, help="Only tasks in this phase.")
@_limit
@click.option("-w", "--watch", "again", is_flag=True, help="Print the list again whenever it changes, until Ctrl-C.")
@interval_option
@table_options
@shared_options
@click.pass_context
def running(context: click.Context, /, limit: int, again: bool, interval: float, **options: Any) -> None:
    """List the running tasks."""
    from .._models.tasks import RunningTask
    from .filters import Filter
    from .output import print_again, print_all

    wanted = Filter.of(options)
    client, form = prepare(context, RunningTask, options)
    with client:
        tasks = wanted.applied(client.tasks.list_running(limit=limit))
        if again:
            print_again(tasks, RunningTask, form, interval)
        print_all(tasks, RunningTask, form, "No matching task is running." if wanted else "No task is running.")


@cli.command(epilog="\b\nExample:\n  kps-tasks failed --since 7d --operation reset -o csv > failed.csv")
@filter_options
@_limit
@table_options
@shared_options
@click.pass_context
def failed(context: click.Context, /, limit: int, **options: Any) -> None:
    """List the failed tasks. The service keeps their records until they are deleted."""
    from .._models.tasks import FailedTask
    from .filters import Filter
    from .output import print_all

    wanted = Filter.of(options)
    client, form = prepare(context, FailedTask, options)
    with client:
        tasks = wanted.applied(client.tasks.list_failed(limit=limit))
        print_all(tasks, FailedTask, form, "No matching task has failed." if wanted else "No task has failed.")


@cli.command(epilog='\b\nExample, in ~/.bashrc:\n  eval "$(kps-tasks completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a shell's completion script."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "kps-tasks", "_KPS_TASKS_COMPLETE").source())


cli.add_command(auth)
cli.add_command(wait)
cli.add_command(watch)
