"""The tasks and failure records of a seed, as data becomes them."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from ._seed_parts import Part
from ._state import IN_PROGRESS, OPERATIONS, OUTCOMES, STATUSES, Failure, Task, Timeline, fixed, scheduled

EPOCH = 1_767_225_600_000
"""Beginning of the mock's time, 2026-01-01, in milliseconds since 1970."""

READY_MILLISECONDS = 5_000
RUNNING_MILLISECONDS = 30_000
ERROR_MSG: str | None = "Update public key error"

IDENTITY_KEYS = ("task_id", "server_id", "server_name", "keypair_name", "task_time")
ERROR_KEYS = ("task_error_code", "task_error_msg")
SCHEDULE_KEYS = ("ready_seconds", "running_seconds", "outcome")
TASK_KEYS = (*IDENTITY_KEYS, "status", "operation", *SCHEDULE_KEYS, "operate_type", *ERROR_KEYS)
FAILURE_KEYS = (*IDENTITY_KEYS, "operate_type", *ERROR_KEYS)

Given = dict[str, Part]
T = TypeVar("T")


def parse_task(part: Part, project_id: str, others: Mapping[str, Task], *, now: int, replace_outcomes: str) -> Task:
    """Make the next task of a project that has others already; one that moves starts now."""
    given = part.members(TASK_KEYS)
    if "status" in given:
        operation, timeline = _parse_fixed(given)
    elif "operation" in given:
        operation, timeline = _parse_schedule(given, now, replace_outcomes)
    else:
        part.refuse("needs a status, or the operation of a task that moves")

    statuses = [status for _, status in timeline]
    if "operate_type" in given and not statuses[0].startswith(IN_PROGRESS):
        given["operate_type"].refuse("is for the running list, where the task never stands")
    for key in ERROR_KEYS:
        if key in given and not statuses[-1].startswith("FAILED"):
            given[key].refuse("the task does not fail")
    identity = _identity(given, project_id, "task", len(others) + 1, now)
    if identity["task_id"] in others:
        part.refuse(f"the project has a task {identity['task_id']!r} already")
    return Task(
        **identity,
        operation=operation,
        timeline=timeline,
        task_error_code=_read(given, "task_error_code", Part.text_or_null, None),
        task_error_msg=_read(given, "task_error_msg", Part.text_or_null, ERROR_MSG),
        stated_operate_type=_read(given, "operate_type", Part.text, None),
    )


def parse_failure(part: Part, project_id: str, number: int) -> Failure:
    """Make a failure record, the numbered one of its project."""
    given = part.members(FAILURE_KEYS)
    if "operate_type" not in given:
        part.refuse("needs an operate_type")
    return Failure(
        **_identity(given, project_id, "failure", number, now=0),
        operate_type=given["operate_type"].text(),
        task_error_code=_read(given, "task_error_code", Part.text_or_null, None),
        task_error_msg=_read(given, "task_error_msg", Part.text_or_null, ERROR_MSG),
    )


def _parse_fixed(given: Given) -> tuple[str, Timeline]:
    """Take operation and status of a task that does not move."""
    for key in SCHEDULE_KEYS:
        if key in given:
            given[key].refuse("a task with a status does not move; leave out one of the two")
    status = given["status"].one_of(STATUSES)
    named = status.partition("_")[2].lower()
    operation = _read(given, "operation", lambda part: part.one_of(OPERATIONS), named)
    # The pages let a replacement end with the statuses of a reset.
    as_documented = operation == "replace" and status in ("SUCCESS_RESET", "FAILED_RESET")
    if operation != named and not as_documented:
        given["operation"].refuse(f"{operation!r} does not go with the status {status}")
    return operation, fixed(status)


def _parse_schedule(given: Given, now: int, replace_outcomes: str) -> tuple[str, Timeline]:
    """Take operation and steps of a task that moves."""
    operation = given["operation"].one_of(OPERATIONS)
    timeline = scheduled(
        operation,
        start=now,
        ready=_read(given, "ready_seconds", Part.milliseconds, READY_MILLISECONDS),
        running=_read(given, "running_seconds", Part.milliseconds, RUNNING_MILLISECONDS),
        outcome=_read(given, "outcome", lambda part: part.one_of(OUTCOMES), "SUCCESS"),
        replace_outcomes=replace_outcomes,
    )
    return operation, timeline


def _identity(given: Given, project_id: str, kind: str, number: int, now: int) -> dict[str, str]:
    """Take IDs, names and time as given, and make up the others from the place in the project."""

    def made_up_id(of: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"kps-tasks-mock/{project_id}/{kind}/{number}/{of}"))

    return {
        "task_id": _read(given, "task_id", Part.id, made_up_id("task")),
        "server_id": _read(given, "server_id", Part.text, made_up_id("server")),
        "server_name": _read(given, "server_name", Part.text, f"server-{number:03}"),
        "keypair_name": _read(given, "keypair_name", Part.text, f"KeyPair-{number:03}"),
        "task_time": _read(given, "task_time", Part.text, str(EPOCH + now)),
    }


def _read(given: Given, key: str, read: Callable[[Part], T], default: T) -> T:
    return read(given[key]) if key in given else default
