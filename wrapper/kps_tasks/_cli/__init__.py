"""The command ``kps-tasks``. Nothing else imports it, and it imports click only when it is called."""

from __future__ import annotations

import atexit
import gc
import os
import sys

_HELP = os.path.join(os.path.dirname(__file__), "help")  # noqa: PTH118, PTH120  (pathlib takes longer than all of this)
_WIDTH = 80  # columns of the help texts; click uses no more


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The arguments after ``kps-tasks``; None for those of the process.
    """
    if _printed(sys.argv[1:] if arguments is None else arguments):
        return 0
    if arguments is None:  # the process has nothing else to do
        _rarely_collect()
    try:
        import click  # noqa: F401
    except ModuleNotFoundError:
        from .._extras import is_missing

        return is_missing("kps-tasks", "click", "cli")
    from .exits import run

    return run(arguments)


def _rarely_collect() -> None:
    """Do not search for garbage while importing and at the end: it would take a fifth of a short command."""
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)


def _printed(words: list[str]) -> bool:
    """Print a help text or the version as click would; importing click takes several times as long as all the rest."""
    if sys.stdout is None or not words or words[-1] not in ("--help", "-h", "--version") or not _is_wide():
        return False
    try:
        print(_text(words), flush=True)
    except (OSError, ValueError):  # there is no such command, or stdout is closed or cannot show a character
        return False
    return True


def _text(words: list[str]) -> str:
    if words == ["--version"]:
        from .._version import __version__

        return f"kps-tasks {__version__}"
    *commands, last = words
    if last == "--version" or not all(word.isalpha() for word in commands):
        raise ValueError(words)
    with open(os.path.join(_HELP, f"{'-'.join(['kps-tasks', *commands])}.txt"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        return file.read().rstrip("\n")


def _is_wide() -> bool:
    """Whether the help texts fit the terminal; any other output is wide enough."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError, AttributeError):
        return True
    return columns >= _WIDTH or columns <= 0
