"""Options that several commands share, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from .. import Client

F = TypeVar("F", bound=Callable[..., Any])

FORMS = click.Choice(["table", "json", "jsonl", "csv"])


def shared_options(command: F) -> F:
    """Add the options that may stand before the name of a command or behind it."""
    for option in (
        click.option("--project-id", metavar="ID", help="Project ID.  [KPS_PROJECT_ID]"),
        click.option("--endpoint", metavar="URL", help="Address of the service, if not a region's.  [KPS_ENDPOINT]"),
        click.option("--region", metavar="ID", help="Region, such as cn-north-4.  [KPS_REGION]"),
        click.option("-o", "--output", type=FORMS, metavar="FORM", help="table (default), json, jsonl or csv."),
    ):
        command = option(command)
    return command


def prepare(context: click.Context, shared: dict[str, str | None]) -> tuple[Client, str]:
    """Make the client, of the options behind the command's name, else of those before it, else of the environment."""
    from .. import Client

    options = dict(context.obj) | {name: value for name, value in shared.items() if value is not None}
    form = options.pop("output") or "table"
    return Client.from_env(**options), form
