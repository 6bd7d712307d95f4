"""The values of a task: as JSON and CSV have them, and as a table shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from .._models.states import Phase
from .._models.tasks import FailedTask, RunningTask, Task
from .._models.update import TaskUpdate

Listed = Task | RunningTask | FailedTask
AnyTask = Listed | TaskUpdate
Values = dict[str, Any]

COLOURS = {Phase.READY: "cyan", Phase.RUNNING: "blue", Phase.SUCCEEDED: "green", Phase.FAILED: "red"}

_OURS = ("phase", "operation")
_STATE = ("task_id", "task_status", "phase", "operation", "server_id")
_RECORD = ("server_name", "keypair_name", *(name for name in FailedTask.FIELDS if name.startswith("task_error")))
_HEADS = {"keypair_name": "KEY PAIR", "task_status": "STATUS", "task_datetime": "TIME"}
_ALSO = {
    "key_pair": "keypair_name",
    "keypair": "keypair_name",
    "status": "task_status",
    "error": "reason",
    "id": "task_id",
}

_IN_TABLES: dict[type[AnyTask], tuple[str, ...]] = {
    Task: ("task_id", "phase", "operation", "task_status", "server_id"),
    RunningTask: ("task_id", "phase", "operation", "time", "server", "keypair_name"),
    FailedTask: ("task_id", "operation", "time", "server", "keypair_name", "reason"),
    TaskUpdate: ("task_id", "phase", "operation", "server", "keypair_name", "reason"),
}


def names_of(kind: type[AnyTask]) -> list[str]:
    """Return the names of all values of a task, in CSV order."""
    if issubclass(kind, TaskUpdate):
        return [*_STATE, *_RECORD]
    return [*kind.FIELDS, *_OURS, *(["task_datetime"] if "task_time" in kind.FIELDS else [])]


def values_of(task: AnyTask) -> Values:
    """Return the values that JSON and CSV have: the service's fields, then those derived from them."""
    if isinstance(task, TaskUpdate):
        record = task.failure.to_dict() if task.failure else {}
        names = {"server_name": task.server_name, "keypair_name": task.keypair_name}
        return (
            {name: getattr(task, name) for name in _STATE}
            | dict.fromkeys(_RECORD)
            | {name: record[name] for name in _RECORD if name in record}
            | {name: value for name, value in names.items() if value is not None}
        )
    values = task.to_dict() | {name: getattr(task, name) for name in _OURS}
    if not isinstance(task, Task):
        when = task.task_datetime
        values["task_datetime"] = when and f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}Z"
    return values


def reason(task: AnyTask) -> str:
    """Return why a task failed; for a state that is not understood, the state as the service wrote it."""
    failure = task if isinstance(task, FailedTask) else task.failure if isinstance(task, TaskUpdate) else None
    if failure is not None:
        return " ".join(part for part in (failure.task_error_code, failure.task_error_msg) if part)
    return (isinstance(task, TaskUpdate) and task.phase is Phase.UNKNOWN and task.task_status) or ""


def server(task: AnyTask) -> str | None:
    """Return the name of a task's server, else its ID."""
    return getattr(task, "server_name", None) or task.server_id


def time(task: AnyTask, utc: bool = False, short: bool = False) -> str | None:
    """Return when a task began, in local time or UTC; short like ``ls -l``, without the year or without the hour."""
    when: datetime | None = getattr(task, "task_datetime", None)
    if when is None:
        return getattr(task, "task_time", None)
    when = when if utc else when.astimezone()
    if short:
        return f"{when:%m-%d %H:%M}" if when.year == datetime.now(when.tzinfo).year else f"{when:%Y-%m-%d}"
    return f"{when:%Y-%m-%d %H:%M:%S}"


class UnknownColumnError(Exception):
    """There is no such column; the message lists the existing ones."""


def columns(kind: type[AnyTask], wanted: Sequence[str] | None) -> list[str]:
    """Return the names of the requested columns, which may be given as in a table's header.

    Raises:
        UnknownColumnError: A task of this kind has no such column.
    """
    known = [*names_of(kind), *(name for name in _IN_TABLES[kind] if name not in names_of(kind))]
    found = []
    for word in wanted or ():
        name = word.strip().lower().replace(" ", "_").replace("-", "_")
        name = name if name in known else _ALSO.get(name, name)
        if name not in known:
            raise UnknownColumnError(f"There is no column {word!r}; use {', '.join(known)}.")
        found.append(name)
    return found or list(_IN_TABLES[kind])


def head(name: str, utc: bool) -> str:
    """Return the heading of a column."""
    return "TIME (UTC)" if name == "time" and utc else _HEADS.get(name, name.upper().replace("_", " "))


def cell(name: str, utc: bool, short: bool) -> Callable[[AnyTask], object]:
    """Return a function that reads a column."""
    made: dict[str, Callable[[AnyTask], object]] = {
        "time": lambda task: time(task, utc, short),
        "server": server,
        "reason": reason,
    }
    return made.get(name, lambda task: values_of(task).get(name))
