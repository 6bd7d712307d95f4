"""The commands and their options."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .._version import __version__

if TYPE_CHECKING:
    from .. import Client

F = TypeVar("F", bound=Callable[..., Any])

_FORMS = click.Choice(["table", "json", "jsonl", "csv"])

_EPILOG = """\b
Examples:
  export KPS_REGION=cn-north-4 KPS_PROJECT_ID=… KPS_TOKEN=…
  kps-tasks running
  kps-tasks get aee8d2fe-5484-4753-9177-5a38dc15546c
  kps-tasks failed -o csv > failed.csv
  kps-tasks failed -o jsonl | jq -r .task_error_msg | sort | uniq -c

\b
The token is read from KPS_TOKEN only: other users of a machine can see the
arguments of a command. Data goes to stdout, everything else to stderr.

\b
Exit codes: 0 ok, 2 usage, 3 API or network, 4 authentication or configuration.
"""


def _shared_options(command: F) -> F:
    """Add the options that may stand before the name of a command or behind it."""
    for option in (
        click.option("--project-id", metavar="ID", help="Project ID.  [KPS_PROJECT_ID]"),
        click.option("--endpoint", metavar="URL", help="Address of the service, if not a region's.  [KPS_ENDPOINT]"),
        click.option("--region", metavar="ID", help="Region, such as cn-north-4.  [KPS_REGION]"),
        click.option("-o", "--output", type=_FORMS, metavar="FORM", help="table (default), json, jsonl or csv."),
    ):
        command = option(command)
    return command


_limit = click.option(
    "--limit",
    type=click.IntRange(2, 1000),
    default=1000,
    metavar="N",
    help="Tasks to ask for with one request, 2 to 1000 (default); all are printed anyway.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="kps-tasks", message="%(prog)s %(version)s")
@_shared_options
@click.pass_context
def cli(context: click.Context, /, **shared: str | None) -> None:
    """Show the key pair tasks of Huawei Cloud KPS: one, those that run, those that failed."""
    context.obj = shared


@cli.command(epilog="\b\nExample:\n  kps-tasks get aee8d2fe-5484-4753-9177-5a38dc15546c -o json")
@click.argument("task_id", metavar="ID")
@_shared_options
@click.pass_context
def get(context: click.Context, /, task_id: str, **shared: str | None) -> None:
    """Show the task with this ID."""
    from ._output import print_one

    client, form = _prepare(context, shared)
    with client:
        print_one(client.tasks.get(task_id), form)


@cli.command(epilog="\b\nExample:\n  kps-tasks running -o jsonl")
@_limit
@_shared_options
@click.pass_context
def running(context: click.Context, /, limit: int, **shared: str | None) -> None:
    """List the tasks in progress."""
    from .. import RunningTask
    from ._output import print_all

    client, form = _prepare(context, shared)
    with client:
        print_all(client.tasks.list_running(limit=limit), RunningTask, form, "No task is running.")


@cli.command(epilog="\b\nExample:\n  kps-tasks failed -o csv > failed.csv")
@_limit
@_shared_options
@click.pass_context
def failed(context: click.Context, /, limit: int, **shared: str | None) -> None:
    """List the tasks that failed."""
    from .. import FailedTask
    from ._output import print_all

    client, form = _prepare(context, shared)
    with client:
        print_all(client.tasks.list_failed(limit=limit), FailedTask, form, "No task has failed.")


def _prepare(context: click.Context, shared: dict[str, str | None]) -> tuple[Client, str]:
    """Make the client, of the options behind the command's name, else of those before it, else of the environment."""
    from .. import Client

    options = dict(context.obj) | {name: value for name, value in shared.items() if value is not None}
    form = options.pop("output") or "table"
    return Client.from_env(**options), form
