"""The tasks and failure records that a seed describes.

Each field that openapi.yaml gives their rows is a key. The mock has rules for those named here; any other field has its
value from the seed, or one made up from its name, its JSON type and the number of the task.
"""

from collections.abc import Mapping

from attrs import frozen

from kps_tasks_client import facts
from kps_tasks_client.models import KnownTaskStatus

from ._made_up import Place, Row
from ._seed_parts import Members, Part, value_of
from ._tasks import (
    FAILED_LIST,
    LISTED,
    ONE_TASK,
    OPERATIONS,
    OUTCOMES,
    RUNNING_LIST,
    SUCCESS,
    Failure,
    Task,
    Timeline,
    scheduled,
    types_of_task,
)

READY_MILLISECONDS = 5_000
RUNNING_MILLISECONDS = 30_000

STATUSES = tuple(str(status) for status in KnownTaskStatus)
STAYS_IN = {"running": RUNNING_LIST, "failed": FAILED_LIST, "none": None}
SCHEDULE_KEYS = ("ready_seconds", "running_seconds", "elapsed_seconds", "outcome")
UNKNOWN_KEYS = ("unknown_status", "listed")
OWN_KEYS = ("status", *UNKNOWN_KEYS, "operation", *SCHEDULE_KEYS, "extra")
TEXTS = ("task_time", "server_name", "server_id", "keypair_name")


@frozen
class Plan:
    """A described task, before its project has numbered it."""

    operation: str
    timeline: Timeline
    given: Row
    stated_operate_type: str | None
    extra: Row
    stays_in: str | None

    def task(self, project_id: str, number: int, now: int) -> Task:
        """Create the task with a number in a project."""
        place = Place(project_id, "task", number, now)
        task_id = str(self.given.get("task_id") or place.id("task"))
        return Task(
            task_id,
            self.operation,
            self.timeline,
            self.given,
            place,
            self.stated_operate_type,
            self.extra,
            self.stays_in,
        )


class SeedTask(facts.TaskFields, total=False):
    """The keys of a task: the mock's own, and the fields of its rows."""

    status: str
    unknown_status: str
    listed: str
    operation: str
    ready_seconds: float
    running_seconds: float
    elapsed_seconds: float
    outcome: str
    extra: Row


def task_keys() -> tuple[str, ...]:
    """Return the keys of a task: the mock's own, and the fields of its rows."""
    return (*OWN_KEYS, *(name for name in types_of_task() if name != "task_status"))


def parse_task(part: Part, members: Members, *, now: int, replace_outcomes: str) -> Plan:
    """Read a task from its members; one that progresses starts now, or as long ago as it says."""
    if "status" in members or "unknown_status" in members:
        operation, timeline = _parse_fixed(members)
    elif "operation" in members:
        operation, timeline = _parse_schedule(members, now, replace_outcomes)
    else:
        part.refuse("needs a status, or the operation of a task that progresses")
    stays_in = None
    if "unknown_status" in members:
        stays_in = STAYS_IN[value_of(members, "listed", lambda part: part.one_of(STAYS_IN), "running")]
    elif "listed" in members:
        members["listed"].refuse("is only for an unknown_status; a known status determines the list")
    _check_lists(members, [LISTED.get(status.partition("_")[0], stays_in) for _, status in timeline])
    stated = value_of(members, "operate_type", Part.text, None)
    return Plan(operation, timeline, _given(members, types_of_task()), stated, _extra(members), stays_in)


def parse_failure(part: Part, project_id: str, number: int) -> Failure:
    """Create a failure record with a number in its project."""
    types = facts.FIELD_TYPES[FAILED_LIST]
    members = part.members((*types, "extra"))
    if "operate_type" not in members:
        part.refuse("needs an operate_type")
    fields = Place(project_id, "failure", number).complete(_given(members, types), types)
    return Failure({**fields, "operate_type": members["operate_type"].text()}, _extra(members))


def _extra(members: Members) -> Row:
    """Return the fields unknown to the spec; known fields have their own keys."""
    if "extra" not in members:
        return {}
    known = {*types_of_task(), "operate_type", "task_status"}
    for name, part in members["extra"].members().items():
        if name in known:
            part.refuse("is a field of the spec; give it outside 'extra'")
    extra = members["extra"].of_type("object")
    return extra if isinstance(extra, dict) else {}


def _parse_fixed(members: Members) -> tuple[str, Timeline]:
    """Return operation and status of a task that does not progress."""
    for key in SCHEDULE_KEYS:
        if key in members:
            members[key].refuse("a task with a status does not progress; leave out one of the two")
    if "unknown_status" in members:
        if "status" in members:
            members["unknown_status"].refuse("a task has one status; leave out one of the two")
        status = members["unknown_status"].id()
        if status in STATUSES:
            members["unknown_status"].refuse(f"{status} is known; use 'status'")
        guess = facts.OPERATIONS.get(status.partition("_")[2], "reset")
        return value_of(members, "operation", lambda part: part.one_of(OPERATIONS), guess), ((0, status),)
    status = members["status"].one_of(STATUSES)
    named = facts.OPERATIONS[status.partition("_")[2]]
    operation = value_of(members, "operation", lambda part: part.one_of(OPERATIONS), named)
    # According to the pages, a replacement may end with the statuses of a reset.
    as_documented = operation == "replace" and status in (KnownTaskStatus.SUCCESS_RESET, KnownTaskStatus.FAILED_RESET)
    if operation != named and not as_documented:
        members["operation"].refuse(f"{operation!r} does not match the status {status}")
    return operation, ((0, status),)


def _parse_schedule(members: Members, now: int, replace_outcomes: str) -> tuple[str, Timeline]:
    """Return operation and steps of a task that progresses."""
    operation = members["operation"].one_of(OPERATIONS)
    timeline = scheduled(
        operation,
        start=now - value_of(members, "elapsed_seconds", Part.milliseconds, 0),
        ready=value_of(members, "ready_seconds", Part.milliseconds, READY_MILLISECONDS),
        running=value_of(members, "running_seconds", Part.milliseconds, RUNNING_MILLISECONDS),
        outcome=value_of(members, "outcome", lambda part: part.one_of(OUTCOMES), SUCCESS),
        replace_outcomes=replace_outcomes,
    )
    return operation, timeline


def _check_lists(members: Members, listed: list[str | None]) -> None:
    """Refuse fields of a list in which the task never appears."""
    running, failed = facts.FIELD_TYPES[RUNNING_LIST], facts.FIELD_TYPES[FAILED_LIST]
    for name, part in members.items():
        if name in OWN_KEYS or name in facts.FIELD_TYPES[ONE_TASK]:
            continue
        in_one = (name in running) != (name in failed)
        if (name == "operate_type" or (in_one and name in running)) and listed[0] != RUNNING_LIST:
            part.refuse("is for the running list, which never contains the task")
        if in_one and name in failed and listed[-1] != FAILED_LIST:
            part.refuse("the task does not fail")


def _given(members: Members, types: Mapping[str, str]) -> Row:
    """Return the fields that a description has."""
    return {name: _value(members[name], name, type_) for name, type_ in types.items() if name in members}


def _value(part: Part, name: str, json_type: str) -> object:
    """Return the value of a field; null stands for a value that the service does not have."""
    if name == "task_id":
        return part.id()
    if name in TEXTS:
        return part.text()
    return None if part.value is None else part.of_type(json_type)
