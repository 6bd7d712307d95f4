"""The command ``kps-contract``, also as ``python -m kps_contract``."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import NoReturn

from kps_tasks._extras import is_missing


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        from .commands import COMMANDS
    except ModuleNotFoundError as error:
        return is_missing("kps-contract", error.name, "contract")
    parser = argparse.ArgumentParser(prog="kps-contract", description="Contract tests of the KPS task queries.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        summary = (command.__doc__ or "").splitlines()[0]
        own = commands.add_parser(name, help=summary, description=summary)
        command.add_options(own)
        own.set_defaults(main=command.main, error=own.error)
    if not (sys.argv[1:] if arguments is None else arguments):
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(arguments)
    for name in ("SIGTERM", "SIGHUP"):  # so the child process is ended too; Windows has only one of them
        if number := getattr(signal, name, None):
            signal.signal(number, _end)
    try:
        result: int = options.main(options)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"kps-contract: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return result


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
