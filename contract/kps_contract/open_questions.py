"""What the pages leave open, so a target may decide it; each with the name that allows it."""

from __future__ import annotations

from .findings import Scope

EMPTY = "empty"
FORGOTTEN = "forgotten-tasks"
UNKNOWN_404 = "unknown-404"
CLAMPED = "clamped-numbers"
NEW_FIELDS = "new-fields"
SWITCHES = {
    EMPTY: "lists without tasks",
    FORGOTTEN: "failures whose task cannot be requested by ID",
    UNKNOWN_404: "404 instead of 400 for an unknown task ID",
    CLAMPED: "limits and offsets out of range that are clamped or ignored instead of refused",
    NEW_FIELDS: "fields that are not in the spec",
}


def allowed(scope: Scope, name: str) -> bool:
    """Whether the target may do this."""
    return name in scope.allow


def permitting(name: str) -> str:
    """Return the part of a message that says how to allow it."""
    return f" (--allow {name} permits it)"
