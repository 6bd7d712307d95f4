"""Options that several commands share, and what is made of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kps_tasks_client import facts

from .times import since

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from .._client.client import Client
    from .output import Form
    from .rows import AnyTask

F = TypeVar("F", bound=Callable[..., Any])

OPERATIONS = click.Choice([*facts.OPERATIONS.values(), "unknown"])
FORMS = ("table", "json", "jsonl", "csv", "ids")


def _regions(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # here, as only completion needs it

    return [CompletionItem(region) for region in facts.ENDPOINTS if region.startswith(begun)]


def _profiles(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from .._settings.file import profiles

    return [CompletionItem(name) for name in profiles(os.environ) if name.startswith(begun)]


def shared_options(command: F) -> F:
    """Add the options that may come before or after the name of a command."""
    for option in (
        click.option("-v", "--verbose", count=True, help="Log each request to stderr; -vv also logs the connection."),
        click.option(
            "--profile",
            metavar="NAME",
            shell_complete=_profiles,
            help="Profile in the credentials file.  [KPS_PROFILE]",
        ),
        click.option(
            "--metadata", is_flag=True, default=None, help="Allow use of this server's agency.  [KPS_METADATA]"
        ),
        click.option("--project-id", metavar="ID", help="Project ID; default: the region's.  [KPS_PROJECT_ID]"),
        click.option("--endpoint", metavar="URL", help="Service address, instead of the region's.  [KPS_ENDPOINT]"),
        click.option(
            "--region", metavar="ID", shell_complete=_regions, help="Region, such as cn-north-4.  [KPS_REGION]"
        ),
        click.option(
            "-o",
            "--output",
            type=click.Choice(FORMS),
            metavar="FORM",
            help="Format: table (default), json, jsonl, csv, ids.  [KPS_OUTPUT]",
        ),
    ):
        command = option(command)
    return command


def table_options(command: F) -> F:
    """Add the options about columns, headers and times."""
    for option in (
        click.option("--utc", is_flag=True, help="Show times of a table in UTC, not in local time."),
        click.option("--no-header", "--no-headers", is_flag=True, help="Omit the header of a table or CSV."),
        click.option("--columns", metavar="NAME,…", help="Columns to print, such as task_id,server,reason."),
    ):
        command = option(command)
    return command


def filter_options(command: F) -> F:
    """Add the options that select tasks of a list."""
    for option in (
        click.option("--since", type=since, metavar="TIME", help="Only tasks since this time: 2h, 7d or a date."),
        click.option("--keypair", "--key-pair", metavar="NAME", help="Only this key pair; * and ? are wildcards."),
        click.option("--server", metavar="NAME", help="Only servers with this name or ID; * and ? are wildcards."),
        click.option(
            "--operation",
            type=OPERATIONS,
            multiple=True,
            metavar="NAME",
            help="Only these operations: reset, bind and so on.",
        ),
    ):
        command = option(command)
    return command


def options_of(context: click.Context, shared: dict[str, Any]) -> tuple[dict[str, Any], str, bool]:
    """Return the arguments of a client, the output format, and whether the metadata service may be asked.

    Options after the command's name take precedence over those before it, and these over the environment.
    """
    every: dict[str, Any] = {}
    while context.parent is not None:
        context = context.parent
        every = {name: value for name, value in (context.obj or {}).items() if value} | every
    every |= {name: value for name, value in shared.items() if value}
    _log(every.pop("verbose", 0))
    form = every.pop("output", None) or os.environ.get("KPS_OUTPUT") or FORMS[0]
    if form not in FORMS:
        raise click.UsageError(f"KPS_OUTPUT {form!r}: it must be one of {', '.join(FORMS)}.")
    return every, form, every.pop("metadata", False)


def _log(level: int) -> None:
    import logging

    if level:
        logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
        logging.getLogger("kps_tasks").setLevel(logging.DEBUG)
    if level > 1:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.DEBUG)


def prepare(context: click.Context, kind: type[AnyTask], options: dict[str, Any]) -> tuple[Client, Form]:
    """Create the client and the output form from a command's options; options after its name take precedence."""
    from .._client.client import Client
    from .output import Form

    columns = options.pop("columns", None)
    header, utc = not options.pop("no_header", False), options.pop("utc", False)
    arguments, name, metadata = options_of(context, options)
    form = Form(name, tuple(columns.split(",")) if columns else None, header, utc).checked(kind)
    return Client.from_env(metadata=metadata, **arguments), form
