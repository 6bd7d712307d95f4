"""The commands about the credential."""

from __future__ import annotations

from typing import Any

import click

from .options import options_of, shared_options


@click.group(epilog="\b\nExample:\n  kps-tasks auth check")
def auth() -> None:
    """Show which credential is used, and test it."""


@auth.command(epilog="\b\nExamples:\n  kps-tasks auth check\n  kps-tasks auth check --region cn-east-3 -o json")
@shared_options
@click.pass_context
def check(context: click.Context, /, **shared: Any) -> None:
    """Show where each setting comes from, and test the credential.

    Requests the first page of both lists. No secret is printed. If the credential is refused, the reason is explained,
    and the exit code is 4.
    """
    from .._auth.iam import TokenAuth
    from .._client.client import Client
    from .._environment.settings import settings
    from .output import to_json

    overrides, form, metadata = options_of(context, shared)
    if form in ("csv", "ids"):
        raise click.UsageError("auth check supports only table, json and jsonl.")
    profile = overrides.pop("profile", None)
    made = settings(None, overrides, metadata, profile)
    with Client(**made.arguments) as client:
        told = {"credential": repr(made.arguments["auth"]), "endpoint": client.endpoint}
        sources = {
            "credential": made.sources["auth"],
            "endpoint": made.sources["endpoint" if "endpoint" in made.sources else "region"],
            "project_id": made.sources.get("project_id", "a look-up by its name"),
        }
        if "iam_endpoint" in made.arguments and (
            client.project_id is None or isinstance(made.arguments["auth"], TokenAuth)
        ):
            told["iam_endpoint"] = str(made.arguments["iam_endpoint"])  # otherwise IAM is not used
            sources["iam_endpoint"] = made.sources["iam_endpoint"]
        if client.project_id is not None:
            told["project_id"] = client.project_id
        if form == "table":
            for name, value in told.items():
                _tell(name, f"{value}  from {sources[name]}")
        totals = {
            "running": next(client.tasks.list_running(limit=2).pages()).total,
            "failed": next(client.tasks.list_failed(limit=2).pages()).total,
        }
        if form != "table":
            told["project_id"] = str(client.project_id)
            click.echo(to_json({**told, "sources": sources, **totals}, indent=None if form == "jsonl" else 2))
            return
        if "project_id" not in told:
            _tell("project_id", f"{client.project_id}  from {sources['project_id']}")
        _tell("response", f"ok; {totals['running']} running, {totals['failed']} failed")


def _tell(name: str, text: str) -> None:
    from .._models.text import printable

    click.echo(f"{name.replace('_', ' '):<13} {printable(text)}")
