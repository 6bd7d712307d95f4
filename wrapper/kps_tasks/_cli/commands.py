"""The commands and their options."""

from __future__ import annotations

import click

from kps_tasks_client import facts

from .._version import __version__
from .auth import auth
from .options import prepare, shared_options
from .wait import interval_option, wait, watch

_EPILOG = """\b
Examples:
  export KPS_REGION=cn-north-4 KPS_PROJECT_ID=… KPS_TOKEN=…
  kps-tasks running
  kps-tasks get aee8d2fe-5484-4753-9177-5a38dc15546c
  kps-tasks failed -o csv > failed.csv
  kps-tasks wait aee8d2fe-5484-4753-9177-5a38dc15546c --timeout 600
  kps-tasks running -o jsonl | jq -r .task_id | kps-tasks wait -

\b
The credential is read from the environment or ~/.huaweicloud/credentials, as
others can see the arguments of a command: KPS_TOKEN, or KPS_ACCESS_KEY and
KPS_SECRET_KEY, or KPS_USERNAME, KPS_PASSWORD and KPS_ACCOUNT; the names of the
vendor's SDKs and of Terraform are known, too. Data goes to stdout, everything
else to stderr.

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
    help=f"Tasks per request, by default {facts.LIMIT[-1]}; the whole list is printed in any case.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="kps-tasks", message="%(prog)s %(version)s")
@shared_options
@click.pass_context
def cli(context: click.Context, /, **shared: str | None) -> None:
    """Show the key pair tasks of Huawei Cloud KPS, and wait for them."""
    context.obj = shared


@cli.command(epilog="\b\nExample:\n  kps-tasks get aee8d2fe-5484-4753-9177-5a38dc15546c -o json")
@click.argument("task_id", metavar="ID")
@shared_options
@click.pass_context
def get(context: click.Context, /, task_id: str, **shared: str | None) -> None:
    """Show the task with this ID."""
    from .output import print_one

    client, form = prepare(context, shared)
    with client:
        print_one(client.tasks.get(task_id), form)


@cli.command(epilog="\b\nExamples:\n  kps-tasks running -o jsonl\n  kps-tasks running --watch")
@_limit
@click.option("--watch", "again", is_flag=True, help="Show the list again whenever it changed, until Ctrl-C.")
@interval_option
@shared_options
@click.pass_context
def running(context: click.Context, /, limit: int, again: bool, interval: float, **shared: str | None) -> None:
    """List the tasks in progress."""
    from .._models.tasks import RunningTask
    from .output import print_again, print_all

    client, form = prepare(context, shared)
    with client:
        if again:
            print_again(client.tasks.list_running(limit=limit), RunningTask, form, interval)
        print_all(client.tasks.list_running(limit=limit), RunningTask, form, "No task is running.")


@cli.command(epilog="\b\nExample:\n  kps-tasks failed -o csv > failed.csv")
@_limit
@shared_options
@click.pass_context
def failed(context: click.Context, /, limit: int, **shared: str | None) -> None:
    """List the tasks that failed."""
    from .._models.tasks import FailedTask
    from .output import print_all

    client, form = prepare(context, shared)
    with client:
        print_all(client.tasks.list_failed(limit=limit), FailedTask, form, "No task has failed.")


@cli.command(epilog='\b\nExample, in ~/.bashrc:\n  eval "$(kps-tasks completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands in a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "kps-tasks", "_KPS_TASKS_COMPLETE").source())


cli.add_command(auth)
cli.add_command(wait)
cli.add_command(watch)
