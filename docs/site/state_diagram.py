"""The states of a task as pictures, one per operation: SVG with the colours of the page, so dark mode is readable.

Each picture reads from top to bottom and is narrow, so that four stand side by side and two on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

OPERATIONS = ("reset", "replace", "unbind", "bind")
BOXES = {"READY": (0, 1), "RUNNING": (0, 59), "SUCCESS": (26, 117), "FAILED": (26, 163)}  # left and top
PHASES = {"READY": "ready", "RUNNING": "running", "SUCCESS": "succeeded", "FAILED": "failed"}
BOX_WIDTH, BOX_HEIGHT, WIDTH, HEIGHT = 136, 34, 163, 198
TRUNK = 13  # where the arrows to the outcomes leave RUNNING
ARROWS = [f"M{BOX_WIDTH / 2:g},35 V56", *(f"M{TRUNK},93 V{end - 8} Q{TRUNK},{end} 21,{end} H23" for end in (134, 180))]


def state_diagram(values: Mapping[str, Mapping[str, Any]], description: str) -> str:
    """Draw the states of ``KnownTaskStatus``.

    Args:
        values: Its ``x-kps-values``.
        description: What they show, for those who do not see it.
    """
    pictures = [_picture(operation, values) for operation in OPERATIONS]
    return "\n".join([f'<div class="states" role="img" aria-label="{escape(description)}">', *pictures, "</div>"])


def _picture(operation: str, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw one operation: ready, running, and the two outcomes."""
    arrows = [f'<path class="arrow" marker-end="url(#arrow-{operation})" d="{way}"/>' for way in ARROWS]
    boxes = [_box(word, f"{word}_{operation.upper()}", values) for word in BOXES]
    return "\n".join(
        [
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg">',
            f'<defs><marker id="arrow-{operation}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" class="head"/></marker></defs>',
            *arrows,
            *boxes,
            "</svg>",
        ]
    )


def _box(word: str, name: str, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw one state; the outline shows where it was seen."""
    left, top = BOXES[word]
    return (
        f'<g class="{PHASES[word]} {values[name]["evidence"]}"><rect x="{left + 1}" y="{top}" width="{BOX_WIDTH - 2}" '
        f'height="{BOX_HEIGHT}" rx="8"/><text x="{left + BOX_WIDTH / 2:g}" y="{top + BOX_HEIGHT / 2 + 4.5:g}">{name}'
        "</text></g>"
    )
