"""Parse faults described in Python or JSON, as strictly as seeds."""

from collections.abc import Callable, Collection

from attrs import fields_dict

from ._fault_responses import CODES
from ._faults import Fault
from ._routes import OPERATIONS
from ._seed_parts import Part

KEYS = tuple(fields_dict(Fault))
SPOILING = ("status", "body", "reset", "delay", "drip", "redirect", "credential", "rows", "total")
FORMS = ("service", "gateway", "iam")
BODIES = ("empty", "html", "cut", "bad-gzip")
RESETS = ("before", "middle")
CREDENTIALS = ("expired", "revoked", "skewed")
ROWS = ("lost", "doubled", "shuffled")
MOST_TIMES = 10**9
MOST_DELAY = 3600
LAST_STATUS = 599


def parse_fault(part: Part) -> Fault:
    """Read a fault.

    Raises:
        SeedError: A key is unknown, a value is not usable, or nothing would go wrong.
    """
    members = part.members(KEYS)
    values = {
        key: _PARSERS[key](member) for key, member in members.items() if member.value is not None or key == "times"
    }
    fault = Fault(**values)  # type: ignore[arg-type]  # each parser returns what its field has
    if fault.only_delays and not (fault.delay or fault.drip):
        part.refuse("needs a fault: status, body, reset, delay, drip, redirect, credential, rows, total")
    for key in ("error_code", "error_msg", "form", "retry_after"):
        if key in members and (fault.status is None or fault.status < 400):
            members[key].refuse("needs the status of an error")
    if fault.status is not None and fault.status >= 400 and fault.status not in CODES and fault.error_msg is None:
        members["status"].refuse(f"no known error has status {fault.status}; give error_code and error_msg as well")
    return fault


def _number(least: float, most: float) -> Callable[[Part], float]:
    def parse(part: Part) -> float:
        value = part.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            part.refuse(f"{value!r} is not a number from {least} to {most}")
        return value

    return parse


def _whole(least: int, most: int) -> Callable[[Part], int]:
    def parse(part: Part) -> int:
        value = part.value
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            part.refuse(f"{value!r} is not a whole number from {least} to {most}")
        return value

    return parse


def _times(part: Part) -> int | None:
    return None if part.value is None else _whole(1, MOST_TIMES)(part)


def _one_of(known: Collection[str]) -> Callable[[Part], str]:
    return lambda part: part.one_of(known)


def _header(part: Part) -> str:
    """Return seconds, or a text that fits into a header."""
    text = str(part.value) if isinstance(part.value, int) and not isinstance(part.value, bool) else part.text()
    if not text.isascii() or not text.isprintable():
        part.refuse(f"{text!r} is not allowed in a header")
    return text


_PARSERS: dict[str, Callable[[Part], object]] = {
    "operation": _one_of(OPERATIONS),
    "project_id": Part.id,
    "task_id": Part.id,
    "times": _times,
    "after": _whole(0, MOST_TIMES),
    "probability": _number(0, 1),
    "seed": _whole(0, MOST_TIMES),
    "status": _whole(200, LAST_STATUS),
    "error_code": Part.id,
    "error_msg": Part.text,
    "form": _one_of(FORMS),
    "retry_after": _header,
    "body": _one_of(BODIES),
    "reset": _one_of(RESETS),
    "delay": _number(0, MOST_DELAY),
    "drip": _number(0, MOST_DELAY),
    "redirect": _header,
    "credential": _one_of(CREDENTIALS),
    "rows": _one_of(ROWS),
    "total": _whole(0, MOST_TIMES),
}
