"""The tasks and failure records that a seed describes.

Each field that openapi.yaml gives their rows is a key. The mock has rules for those named here; any other field has the
value that the seed gives it, or one made up from its name, its JSON type and the number of the task.
"""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from kps_tasks_client import facts
from kps_tasks_client.models import KnownTaskStatus

from ._seed_parts import Members, Part, value_of
from ._state import FAILED, IN_PROGRESS, OPERATIONS, OUTCOMES, SUCCESS, Failure, Row, Task, Timeline, scheduled

EPOCH = 1_767_225_600_000
"""Beginning of the mock's time, 2026-01-01, in milliseconds since 1970."""

READY_MILLISECONDS = 5_000
RUNNING_MILLISECONDS = 30_000
ERROR_MSG = "Update public key error"

STATUSES = tuple(str(status) for status in KnownTaskStatus)
SCHEDULE_KEYS = ("ready_seconds", "running_seconds", "outcome")
OWN_KEYS = ("status", "operation", *SCHEDULE_KEYS)
TEXTS = ("task_time", "server_name", "server_id", "keypair_name")


class SeedTask(facts.TaskFields, total=False):
    """The keys of a task: the mock's own, and the fields of its rows."""

    status: str
    operation: str
    ready_seconds: float
    running_seconds: float
    outcome: str


def task_keys() -> tuple[str, ...]:
    """Return the keys of a task: the mock's own, and the fields of its rows."""
    return (*OWN_KEYS, *(name for name in _types_of_task() if name != "task_status"))


def parse_task(part: Part, project_id: str, others: Mapping[str, Task], *, now: int, replace_outcomes: str) -> Task:
    """Make the next task of a project that has others already; one that moves starts now."""
    members = part.members(task_keys())
    if "status" in members:
        operation, timeline = _parse_fixed(members)
    elif "operation" in members:
        operation, timeline = _parse_schedule(members, now, replace_outcomes)
    else:
        part.refuse("needs a status, or the operation of a task that moves")

    _check_lists(members, [status for _, status in timeline])
    fields = _fields(members, _types_of_task(), project_id, "task", len(others) + 1, now)
    task_id = str(fields["task_id"])
    if task_id in others:
        part.refuse(f"the project has a task {task_id!r} already")
    return Task(task_id, operation, timeline, fields, value_of(members, "operate_type", Part.text, None))


def parse_failure(part: Part, project_id: str, number: int) -> Failure:
    """Make a failure record, the numbered one of its project."""
    types = facts.FIELD_TYPES["FailedTask"]
    members = part.members(types)
    if "operate_type" not in members:
        part.refuse("needs an operate_type")
    fields = _fields(members, types, project_id, "failure", number, now=0)
    return Failure({**fields, "operate_type": members["operate_type"].text()})


def _types_of_task() -> dict[str, str]:
    """Return the JSON types of all fields that say something of a task."""
    return {**facts.FIELD_TYPES["RunningTask"], **facts.FIELD_TYPES["FailedTask"], **facts.FIELD_TYPES["KeypairTask"]}


def _parse_fixed(members: Members) -> tuple[str, Timeline]:
    """Return operation and status of a task that does not move."""
    for key in SCHEDULE_KEYS:
        if key in members:
            members[key].refuse("a task with a status does not move; leave out one of the two")
    status = members["status"].one_of(STATUSES)
    named = facts.OPERATIONS[status.partition("_")[2]]
    operation = value_of(members, "operation", lambda part: part.one_of(OPERATIONS), named)
    # The pages let a replacement end with the statuses of a reset.
    as_documented = operation == "replace" and status in (KnownTaskStatus.SUCCESS_RESET, KnownTaskStatus.FAILED_RESET)
    if operation != named and not as_documented:
        members["operation"].refuse(f"{operation!r} does not go with the status {status}")
    return operation, ((0, status),)


def _parse_schedule(members: Members, now: int, replace_outcomes: str) -> tuple[str, Timeline]:
    """Return operation and steps of a task that moves."""
    operation = members["operation"].one_of(OPERATIONS)
    timeline = scheduled(
        operation,
        start=now,
        ready=value_of(members, "ready_seconds", Part.milliseconds, READY_MILLISECONDS),
        running=value_of(members, "running_seconds", Part.milliseconds, RUNNING_MILLISECONDS),
        outcome=value_of(members, "outcome", lambda part: part.one_of(OUTCOMES), SUCCESS),
        replace_outcomes=replace_outcomes,
    )
    return operation, timeline


def _check_lists(members: Members, statuses: list[str]) -> None:
    """Refuse what only a list shows in which the task never stands."""
    running, failed = facts.FIELD_TYPES["RunningTask"].keys(), facts.FIELD_TYPES["FailedTask"].keys()
    elsewhere = {*facts.FIELD_TYPES["KeypairTask"], *OWN_KEYS}
    for name, part in members.items():
        if name in {"operate_type", *(running - failed - elsewhere)} and not statuses[0].startswith(IN_PROGRESS):
            part.refuse("is for the running list, where the task never stands")
        if name in failed - running - elsewhere and not statuses[-1].startswith(FAILED):
            part.refuse("the task does not fail")


def _fields(members: Members, types: Mapping[str, str], project_id: str, kind: str, number: int, now: int) -> Row:
    """Return each field as the seed gives it, and make up the others from the place in the project."""

    def made_up_id(of: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"kps-tasks-mock/{project_id}/{kind}/{number}/{of}"))

    made_up = {
        "task_id": made_up_id("task"),
        "server_id": made_up_id("server"),
        "server_name": f"server-{number:03}",
        "keypair_name": f"KeyPair-{number:03}",
        "task_time": str(EPOCH + now),
        "task_error_code": None,
        "task_error_msg": ERROR_MSG,
        "project_id": project_id,
    }
    return {
        name: _given(members[name], name, type_)
        if name in members
        else made_up.get(name, _example(name, type_, number))
        for name, type_ in types.items()
    }


def _given(part: Part, name: str, json_type: str) -> object:
    """Return the value of a field; null stands for a value that the service does not have."""
    if name == "task_id":
        return part.id()
    if name in TEXTS:
        return part.text()
    return None if part.value is None else part.of_type(json_type)


def _example(name: str, json_type: str, number: int) -> object:
    """Make up a value of a JSON type."""
    examples = {"string": f"{name}-{number:03}", "integer": number, "number": number, "boolean": False, "array": []}
    return examples.get(json_type, {})
