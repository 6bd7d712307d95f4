"""The states of a task as a picture: SVG with the colours of the page, so it is readable in dark mode."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

OPERATIONS = ("reset", "replace", "unbind", "bind")
COLUMNS = {"ready": 20, "running": 260, "succeeded": 520, "failed": 520}  # left edges
BOX_WIDTH, BOX_HEIGHT, ROW, TOP = 170, 34, 104, 46
WIDTH = 710


def state_diagram(values: Mapping[str, Mapping[str, Any]], words: Mapping[str, Any]) -> str:
    """Draw the states of ``KnownTaskStatus``.

    Args:
        values: Its ``x-kps-values``.
        words: ``title``, ``description``, and the names of ``phases`` and ``operations``.
    """
    height = TOP + ROW * len(OPERATIONS)
    parts = [
        f'<svg class="states" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="states-title states-text" '
        'xmlns="http://www.w3.org/2000/svg">',
        f'<title id="states-title">{escape(words["title"])}</title>',
        f'<desc id="states-text">{escape(words["description"])}</desc>',
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" class="head"/></marker></defs>',
    ]
    for phase, left in (("ready", 20), ("running", 260), ("ended", 520)):
        parts.append(f'<text class="column" x="{left + BOX_WIDTH / 2}" y="20">{escape(words["phases"][phase])}</text>')
    for row, operation in enumerate(OPERATIONS):
        parts += _row(TOP + ROW * row, operation, values)
    return "\n".join([*parts, "</svg>"])


def _row(top: int, operation: str, values: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Draw one operation: ready, running, and the two outcomes."""
    middle = top + 22
    places = {"ready": middle, "running": middle, "succeeded": top, "failed": top + 44}
    boxes = [
        _box(COLUMNS[phase], places[phase], f"{word}_{operation.upper()}", phase, values)
        for phase, word in (("ready", "READY"), ("running", "RUNNING"), ("succeeded", "SUCCESS"), ("failed", "FAILED"))
    ]
    centre = middle + BOX_HEIGHT / 2
    ends = [places[phase] + BOX_HEIGHT / 2 for phase in ("succeeded", "failed")]
    arrows = [
        f'<path class="arrow" marker-end="url(#arrow)" d="M{COLUMNS["ready"] + BOX_WIDTH},{centre} '
        f'L{COLUMNS["running"] - 3},{centre}"/>',
        *(
            f'<path class="arrow" marker-end="url(#arrow)" d="M{COLUMNS["running"] + BOX_WIDTH},{centre} '
            f"C{COLUMNS['running'] + BOX_WIDTH + 45},{centre} {COLUMNS['failed'] - 45},{end} "
            f'{COLUMNS["failed"] - 3},{end}"/>'
            for end in ends
        ),
    ]
    return arrows + boxes


def _box(left: int, top: float, name: str, phase: str, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw one state; the outline shows where it was seen."""
    evidence = values[name]["evidence"]
    return (
        f'<g class="state {phase} {evidence}"><rect x="{left}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" '
        f'rx="8"/><text x="{left + BOX_WIDTH / 2}" y="{top + BOX_HEIGHT / 2 + 4.5}">{name}</text></g>'
    )
