"""Errors as messages: first what is wrong, then the request, its ID and what to do."""

from __future__ import annotations

import re
from http import HTTPStatus

import click

from .._errors import (
    APIError,
    APIStatusError,
    ConfigurationError,
    KpsError,
    UnknownTaskError,
)
from .terminal import tell

_REQUEST = re.compile(r"(?P<request>[A-Z]+ https?://\S+): (?P<what>.*)", re.DOTALL)

_ONLY_HELP = getattr(click.exceptions, "NoArgsIsHelpError", ())  # older releases of click print the help themselves

_NAMED = 10  # tasks that a message names; the output has them all


def print_lines(message: str, *lines: str, **details: str | None) -> None:
    """Print what is wrong, and below it further lines and named details."""
    tell(message, "error: ", "red")
    for line in lines:
        tell(line, "  ")
    for name, value in details.items():
        if value:
            tell(value, f"  {name.replace('_', ' ')}: ")


def print_error(error: KpsError) -> None:
    """Print an error of the package."""
    if isinstance(error, UnknownTaskError):
        _print_unknown(error)
    elif isinstance(error, APIError):
        request, what = _parts(error)
        print_lines(what, request=request, request_id=error.request_id, hint=error.hint)
    elif isinstance(error, ConfigurationError):
        print_lines(*str(error).split("\n"))
    else:
        what, _, named = str(error).partition(": ")
        if len(error.tasks) <= _NAMED:
            what = f"{what}: {named}" if named else what
        again = "Wait for the same IDs again; finished tasks are reported at once." if error.tasks else None
        print_lines(what, unknown_IDs=", ".join(error.unknown), hint=again)


def print_usage_error(error: click.ClickException) -> None:
    """Print an error about what was typed, in the same form; or the help, if nothing was typed."""
    if isinstance(error, _ONLY_HELP):
        click.echo(error.format_message(), err=True)
        return
    context = getattr(error, "ctx", None)
    details = {}
    if context is not None:
        usage = " ".join(context.command.collect_usage_pieces(context))
        details = {"usage": f"{context.command_path} {usage}", "hint": f"{context.command_path} --help"}
    print_lines(error.format_message().replace("\n\t", " "), **details)  # click lists choices one per line


def _print_unknown(error: UnknownTaskError) -> None:
    ids = error.unknown or (error.task_id,)
    answer = error.answer
    request = _parts(answer)[0] if answer and len(ids) == 1 else None
    what = f'no task has the ID "{ids[0]}"' if len(ids) == 1 else f"no tasks have the IDs {', '.join(ids)}"
    reference = f" ({_reference(answer)})" if isinstance(answer, APIStatusError) else ""
    request_id, hint = (answer.request_id, answer.hint) if answer else (None, None)
    print_lines(what + reference, request=request, request_id=request_id, hint=hint)


def _parts(error: APIError) -> tuple[str | None, str]:
    """Return the request, and what went wrong."""
    found = _REQUEST.fullmatch(error.message)
    request, what = (found["request"], found["what"]) if found else (None, error.message)
    if isinstance(error, APIStatusError):
        what = f"{error.error_msg or _phrase(error)} ({_reference(error)})"
    return request, what


def _reference(error: APIStatusError) -> str:
    return " ".join(str(part) for part in (error.status_code, error.error_code) if part)


def _phrase(error: APIStatusError) -> str:
    try:
        return HTTPStatus(error.status_code or 0).phrase
    except ValueError:
        return "the service responded with an error"
