"""Turn any outcome into an exit code and a message on stderr."""

from __future__ import annotations

import errno
import os
import sys

import click

from .._errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidArgumentError,
    KpsError,
    PermissionDeniedError,
    TaskTimeoutError,
)
from .errors import print_error, print_lines, print_usage_error
from .exit_codes import API, CLOSED_PIPE, CONFIGURATION, INTERRUPTED, OK, OUT_OF_TIME, TERMINATED, USAGE
from .terminal import colour

_PIPE_IS_CLOSED = (errno.EPIPE, errno.EINVAL)  # EINVAL on Windows


def run(arguments: list[str] | None) -> int:
    """Run the command line and return its exit code, however it ends."""
    from .commands import cli
    from .notices import shown

    if sys.stdout is None:
        return _cannot_write("stdout is closed")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show Chinese shows escapes
    try:
        with shown():
            code = cli.main(arguments, prog_name="kps-tasks", standalone_mode=False, color=colour())
            sys.stdout.flush()
    except click.ClickException as error:
        print_usage_error(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except OSError as error:
        _close_stdout()
        return CLOSED_PIPE if error.errno in _PIPE_IS_CLOSED else _cannot_write(str(error))
    except SystemExit as end:  # raised by click after a shell completion, or when the reader of stdout went away
        if not end.code or end.code == TERMINATED:
            sys.stdout.flush()
            return TERMINATED if end.code else OK
        _close_stdout()
        return CLOSED_PIPE
    except KpsError as error:
        print_error(error)
        return _code_of(error)
    return code if isinstance(code, int) else OK


def _cannot_write(why: str) -> int:
    print_lines(f"the output cannot be written: {why}")
    return API


def _close_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # otherwise Python reports the error again at exit


def _code_of(error: KpsError) -> int:
    if isinstance(error, InvalidArgumentError):
        return USAGE
    if isinstance(error, (ConfigurationError, AuthenticationError, PermissionDeniedError)):
        return CONFIGURATION
    return OUT_OF_TIME if isinstance(error, TaskTimeoutError) else API
