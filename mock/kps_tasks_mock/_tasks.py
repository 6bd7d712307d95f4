"""Tasks and failure records: their status at each moment, and the rows that show them. Immutable.

Times are whole milliseconds of the mock's clock.
"""

from attrs import field, frozen

from kps_tasks_client import facts

from ._made_up import Place, Row

OPERATIONS = {operation: word for word, operation in facts.OPERATIONS.items()}
"""The words for operations in statuses."""

_WORDS = {phase: word for word, phase in facts.PHASES.items()}
READY, RUNNING, SUCCESS, FAILED = (_WORDS[phase] for phase in ("ready", "running", "succeeded", "failed"))
IN_PROGRESS = (READY, RUNNING)
OUTCOMES = (SUCCESS, FAILED)

RUNNING_LIST, FAILED_LIST, ONE_TASK = "RunningTask", "FailedTask", "KeypairTask"
"""Schemas of the rows."""

LISTED = {READY: RUNNING_LIST, RUNNING: RUNNING_LIST, SUCCESS: None, FAILED: FAILED_LIST}
"""The list in which tasks of a phase appear."""

Timeline = tuple[tuple[int, str], ...]
"""The status from each moment on."""


def types_of_task() -> dict[str, str]:
    """Return the JSON types of all fields that describe a task."""
    return {**facts.FIELD_TYPES[RUNNING_LIST], **facts.FIELD_TYPES[FAILED_LIST], **facts.FIELD_TYPES[ONE_TASK]}


def scheduled(operation: str, *, start: int, ready: int, running: int, outcome: str, replace_outcomes: str) -> Timeline:
    """Return the timeline of a task that gets ready, runs and ends.

    The pages name the outcomes of a replacement SUCCESS_RESET and FAILED_RESET; `replace_outcomes` tells whether to
    follow them (documented) or what real clients of the service handle (real).
    """
    return (
        (start, f"{READY}_{OPERATIONS[operation]}"),
        (start + ready, f"{RUNNING}_{OPERATIONS[operation]}"),
        (start + ready + running, ended(operation, outcome, replace_outcomes)),
    )


def ended(operation: str, outcome: str, replace_outcomes: str) -> str:
    """Return the status of a task that has ended."""
    as_reset = operation == "replace" and replace_outcomes == "documented"
    return f"{outcome}_{OPERATIONS['reset' if as_reset else operation]}"


@frozen
class Failure:
    """A record in the history of failures; `fields` has what its row says, and `extra` what the spec does not know."""

    fields: Row
    extra: Row = field(factory=dict)

    def row(self, schema: str, now: int) -> Row:
        """Return its row, which never changes."""
        return {**{name: self.fields[name] for name in facts.FIELD_TYPES[schema]}, **self.extra}


@frozen
class Task:
    """A task and its whole life.

    Attributes:
        task_id: ID of the task.
        operation: What it does to a key pair.
        timeline: The status from each moment on.
        given: The fields of its rows that were given, except those that depend on the time.
        place: Its place, from which the other fields are made up.
        stated_operate_type: What the running list shows instead of the operation.
        extra: Fields in every row that the spec does not know.
        stays_in: The list in which a task of unknown status appears; None for none.
    """

    task_id: str
    operation: str
    timeline: Timeline
    given: Row
    place: Place
    stated_operate_type: str | None = None
    extra: Row = field(factory=dict)
    stays_in: str | None = None

    def status(self, now: int) -> str:
        """Return the last status that has begun; of statuses that begin together, the later one."""
        _, status = self.timeline[0]
        for since, following in self.timeline:
            if since <= now:
                status = following
        return status

    def phase(self, now: int) -> str:
        """Return the first word of the status: READY, RUNNING, SUCCESS or FAILED; others may be seeded."""
        return self.status(now).partition("_")[0]

    def listed(self, now: int) -> str | None:
        """Return the schema of the list in which it appears; None if it is in neither."""
        return LISTED.get(self.phase(now), self.stays_in)

    def row(self, schema: str, now: int, bare_running: bool = False) -> Row:
        """Return the fields that openapi.yaml gives rows of a schema, in its order.

        Args:
            schema: Name of the schema.
            now: The moment.
            bare_running: Whether the running list shows RUNNING for all tasks.
        """
        word = OPERATIONS[self.operation]
        running = self.stated_operate_type or (RUNNING if bare_running else f"{RUNNING}_{word}")
        operate_type = f"{FAILED}_{word}" if self.listed(now) == FAILED_LIST else running
        own = {"task_id": self.task_id, "operate_type": operate_type, "task_status": self.status(now)}
        return {**self.place.complete({**self.given, **own}, facts.FIELD_TYPES[schema]), **self.extra}
