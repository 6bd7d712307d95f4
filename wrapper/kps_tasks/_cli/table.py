"""A table for people: a line for each row, columns as wide as their widest cell.

On a terminal, what does not fit is cut: always the widest column first, so short cells stay whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from .terminal import columns_of, cut

_GAP = "  "
_NARROWEST = 4  # columns


def table(
    rows: Sequence[Sequence[str]],
    header: Sequence[str] | None,
    within: int | None = None,
    coloured: int | None = None,
    colours: Sequence[str | None] = (),
) -> list[str]:
    """Return the lines of a table.

    Args:
        rows: The cells, row by row; all rows have the same number.
        header: The headings; None for no header.
        within: Width in columns; None for no limit.
        coloured: Number of the column whose cells have a colour.
        colours: The colour of that cell, row by row.
    """
    shown = [header, *rows] if header else rows
    widths = _fitted([max(map(columns_of, cells)) for cells in zip(*shown, strict=True)], within)
    lines = [click.style(_line(header, widths), bold=True)] if header else []
    colours = colours or [None] * len(rows)
    return lines + [_line(row, widths, coloured, colour) for row, colour in zip(rows, colours, strict=True)]


def _fitted(widths: list[int], within: int | None) -> list[int]:
    """Return the widths, the widest reduced until all fit."""
    if within is None:
        return widths
    room = within - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _line(cells: Sequence[str], widths: list[int], coloured: int | None = None, colour: str | None = None) -> str:
    shown = [cut(cell, width) for cell, width in zip(cells, widths, strict=True)]
    padded = [cell + " " * (width - columns_of(cell)) for cell, width in zip(shown, widths, strict=True)]
    padded[-1] = shown[-1]
    if coloured is not None and colour:
        padded[coloured] = click.style(padded[coloured], fg=colour)
    return _GAP.join(padded).rstrip()
