"""The meaning of a task's state, whatever the service calls it.

The service writes states as ``PHASE_OPERATION`` (``RUNNING_RESET``). Its published lists miss some and repeat others,
so the text is parsed instead of looked up, and what is not understood is unknown, never an error.
"""

from __future__ import annotations

from enum import StrEnum

from kps_tasks_client import facts


class Phase(StrEnum):
    """Progress of a task."""

    READY = "ready"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def finished(self) -> bool:
        """Whether the task has ended, whatever its outcome. An unknown phase never counts as finished."""
        return self in (Phase.SUCCEEDED, Phase.FAILED)


class Operation(StrEnum):
    """What a task does to the key pair of a server."""

    RESET = "reset"
    REPLACE = "replace"
    UNBIND = "unbind"
    BIND = "bind"
    RESET_OR_REPLACE = "reset-or-replace"
    UNKNOWN = "unknown"


_PHASES = {word: Phase(name) for word, name in facts.PHASES.items()}
_OPERATIONS = {word: Operation(name) for word, name in facts.OPERATIONS.items()}


def phase_of(state: str | None) -> Phase:
    """Phase that *state* names before its first underscore."""
    return _PHASES.get((state or "").partition("_")[0], Phase.UNKNOWN)


def operation_of(state: str | None) -> Operation:
    """Operation that *state* names after its first underscore."""
    phase, _, operation = (state or "").partition("_")
    return _OPERATIONS.get(operation, Operation.UNKNOWN) if phase in _PHASES else Operation.UNKNOWN


def operation_of_status(status: str | None) -> Operation:
    """Operation of a task_status: according to the vendor's pages, a finished reset may be a replacement."""
    operation = operation_of(status)
    if operation is Operation.RESET and phase_of(status).finished:
        return Operation.RESET_OR_REPLACE
    return operation
