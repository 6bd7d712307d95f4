"""What the terminal can do: width, colour, and whether a line can be redrawn."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Mapping
from typing import TextIO

import click

from .._models.text import printable


def width_of(stream: TextIO) -> int | None:
    """Return the width of the terminal that *stream* goes to; None if it goes elsewhere."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def colour(environ: Mapping[str, str] = os.environ) -> bool | None:
    """Return whether to use colours, by ``NO_COLOR``, ``FORCE_COLOR`` and the like; None: on terminals only."""
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE")
    if forced:
        return forced != "0"
    return False if environ.get("CLICOLOR") == "0" or environ.get("TERM") == "dumb" else None


def can_redraw() -> bool:
    """Whether stderr is a terminal on which a line can be replaced."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def tell(text: str, label: str = "", fg: str | None = None, bold: bool = True) -> None:
    """Print a message on stderr; on a terminal wrapped at words, all lines but the first indented."""
    width = width_of(sys.stderr)
    shown = printable(text)
    if width:
        indent = " " * (len(label) - len(label.lstrip()) + 2)
        lines = textwrap.wrap(
            f"{label}{shown}", width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
        )
        shown = "\n".join(lines)[len(label) :]
    click.echo(click.style(label, fg=fg, bold=bold and bool(fg)) + shown, err=True, color=colour())


def columns_of(text: str) -> int:
    """Columns that *text* takes on a terminal: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """Return *text* cut to *width* columns, with an ellipsis if something is missing."""
    if columns_of(text) <= width:
        return text
    used, kept = 1, ""
    for character in text:
        used += columns_of(character)
        if used > width:
            break
        kept += character
    return kept + "…"
