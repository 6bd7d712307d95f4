"""Options that several commands share, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from .._client import Client

F = TypeVar("F", bound=Callable[..., Any])

FORMS = click.Choice(["table", "json", "jsonl", "csv"])


def shared_options(command: F) -> F:
    """Add the options that may stand before the name of a command or behind it."""
    for option in (
        click.option("-v", "--verbose", count=True, help="Log each request to stderr; -vv: the connection, too."),
        click.option("--metadata", is_flag=True, default=None, help="May use this server's agency.  [KPS_METADATA]"),
        click.option("--project-id", metavar="ID", help="Project ID, else by region.  [KPS_PROJECT_ID]"),
        click.option("--endpoint", metavar="URL", help="Address of the service, if not a region's.  [KPS_ENDPOINT]"),
        click.option("--region", metavar="ID", help="Region, such as cn-north-4.  [KPS_REGION]"),
        click.option("-o", "--output", type=FORMS, metavar="FORM", help="table (default), json, jsonl or csv."),
    ):
        command = option(command)
    return command


def options_of(context: click.Context, shared: dict[str, Any]) -> tuple[dict[str, Any], str, bool]:
    """Return arguments of a client, the form of the output, and whether a server's metadata may be asked.

    Options behind the command's name go before those in front of it.
    """
    every: dict[str, Any] = {}
    while context.parent is not None:
        context = context.parent
        every = {name: value for name, value in (context.obj or {}).items() if value} | every
    every |= {name: value for name, value in shared.items() if value}
    _log(every.pop("verbose", 0))
    return every, every.pop("output", "table"), every.pop("metadata", False)


def _log(level: int) -> None:
    import logging

    if level:
        logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
        logging.getLogger("kps_tasks").setLevel(logging.DEBUG)
    if level > 1:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.DEBUG)


def prepare(context: click.Context, shared: dict[str, Any]) -> tuple[Client, str]:
    """Make the client, of the options behind the command's name, else of those before it, else of the environment."""
    from .._client import Client

    options, form, metadata = options_of(context, shared)
    return Client.from_env(metadata=metadata, **options), form
