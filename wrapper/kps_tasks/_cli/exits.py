"""From what happened to an exit code and a message on stderr."""

from __future__ import annotations

import errno
import os
import sys

import click

from .._errors import (
    APIError,
    AuthenticationError,
    ConfigurationError,
    InvalidArgumentError,
    KpsError,
    PermissionDeniedError,
    TaskTimeoutError,
    UnknownTaskError,
)
from .exit_codes import API, CLOSED_PIPE, CONFIGURATION, INTERRUPTED, OK, OUT_OF_TIME, TERMINATED, USAGE


def run(arguments: list[str] | None) -> int:
    """Run the command line; every way it can end becomes an exit code here."""
    from .commands import cli

    if sys.stdout is None:
        return _cannot_write("stdout is closed")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese shows codes
    try:
        code = cli.main(arguments, prog_name="kps-tasks", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except OSError as error:
        _close_stdout()
        return CLOSED_PIPE if error.errno == errno.EPIPE else _cannot_write(str(error))
    except SystemExit as end:  # click's own way out: after a shell completion, or when the reader of stdout went away
        if not end.code or end.code == TERMINATED:
            sys.stdout.flush()
            return TERMINATED if end.code else OK
        _close_stdout()
        return CLOSED_PIPE
    except KpsError as error:
        return _explain(error)
    return code if isinstance(code, int) else OK


def _cannot_write(why: str) -> int:
    click.echo(f"error: the output cannot be written: {why}", err=True)
    return API


def _close_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more at its end


def _explain(error: KpsError) -> int:
    """Print what happened, and return the exit code that it stands for."""
    from .table import printable

    about: KpsError = error
    if isinstance(error, UnknownTaskError) and len(error.unknown) < 2:
        about = error.answer or error
    message = about.message if isinstance(about, APIError) else str(error)
    lines = message.split("\n") if isinstance(error, ConfigurationError) else [message]
    click.echo(f"{click.style('error:', fg='red', bold=True)} {printable(lines[0])}", err=True)
    for line in lines[1:]:
        click.echo(f"  {printable(line)}", err=True)
    if isinstance(about, APIError):
        for name, value in (("request id", about.request_id), ("hint", about.hint)):
            if value:
                click.echo(f"  {name}: {printable(value)}", err=True)
    if isinstance(error, InvalidArgumentError):
        return USAGE
    if isinstance(error, (ConfigurationError, AuthenticationError, PermissionDeniedError)):
        return CONFIGURATION
    return OUT_OF_TIME if isinstance(error, TaskTimeoutError) else API
