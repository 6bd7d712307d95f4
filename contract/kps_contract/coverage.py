"""What a run must have seen before it may pass."""

from __future__ import annotations

from collections.abc import Collection

from .description import LISTS, SHOW, Kind
from .findings import Scope
from .open_questions import CLAMPED, UNKNOWN_404, allowed
from .relations.response import require
from .relations.witness import Witness

FEWEST = 3  # tasks that a list needs for a page inside it
INTERIOR_PAGES = 3


def expected_statuses(kind: Kind, *, wrong_credentials: bool) -> set[tuple[str, int]]:
    """Return the pairs of operation and status that a target can be made to send."""
    statuses = {(operation, 200) for operation in (SHOW, *LISTS)} | {(SHOW, 400)}
    if kind is not Kind.LIVE:
        statuses |= {(operation, status) for operation in (SHOW, *LISTS) for status in (400, 403)}
    if wrong_credentials:
        statuses |= {(operation, 401) for operation in (SHOW, *LISTS)}
    return statuses


def replaced(scope: Scope) -> set[tuple[str, int]]:
    """Return the pairs that need not occur, because the target may respond differently."""
    unknown = {(SHOW, 400)} if allowed(scope, UNKNOWN_404) else set()
    return unknown | ({(operation, 400) for operation in LISTS} if allowed(scope, CLAMPED) else set())


def check_statuses(
    witness: Witness, kind: Kind, *, wrong_credentials: bool, unless: Collection[tuple[str, int]] = ()
) -> None:
    """Raise Broken unless every documented status occurred."""
    missing = expected_statuses(kind, wrong_credentials=wrong_credentials) - witness.statuses - {*unless}
    if kind is Kind.LIVE:
        missing = {(operation, status) for operation, status in missing if operation != SHOW}
    named = ", ".join(f"{operation} {status}" for operation, status in sorted(missing))
    require(not missing, "documented status seen", f"never occurred: {named}")


def check_insides(witness: Witness) -> None:
    """Raise Broken unless pages were seen inside every list that is long enough."""
    for operation, whole in witness.lists.items():
        seen = witness.interior[operation]
        different = max(0, whole.total - 1) * max(0, whole.total - 2) // 2  # a list of three has one such page
        needed = min(INTERIOR_PAGES, different)
        require(seen >= needed, "inside seen", f"{seen} pages from inside the list of {operation}, fewer than {needed}")
