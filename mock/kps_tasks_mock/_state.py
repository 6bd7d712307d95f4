"""Projects, their tasks and failure records, and a clock that moves only when it is told to.

Everything here is immutable: a change gives a new state. Times are whole milliseconds since the mock began.
"""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from kps_tasks_client import facts

from ._identities import Identities

OPERATIONS = {operation: word for word, operation in facts.OPERATIONS.items()}
"""Words that statuses have for operations."""

_WORDS = {phase: word for word, phase in facts.PHASES.items()}
READY, RUNNING, SUCCESS, FAILED = (_WORDS[phase] for phase in ("ready", "running", "succeeded", "failed"))
IN_PROGRESS = (READY, RUNNING)
OUTCOMES = (SUCCESS, FAILED)

REGION = "cn-north-4"
"""What a project is called if nothing else is said: the first one of a region has the region's name."""

Timeline = tuple[tuple[int, str], ...]
"""A status from each moment on."""

Row = Mapping[str, object]


def scheduled(operation: str, *, start: int, ready: int, running: int, outcome: str, replace_outcomes: str) -> Timeline:
    """Make the timeline of a task that gets ready, runs and ends.

    The pages name the outcomes of a replacement SUCCESS_RESET and FAILED_RESET; `replace_outcomes` tells whether to
    follow them (documented) or what real clients of the service handle (real).
    """
    as_reset = operation == "replace" and replace_outcomes == "documented"
    return (
        (start, f"{READY}_{OPERATIONS[operation]}"),
        (start + ready, f"{RUNNING}_{OPERATIONS[operation]}"),
        (start + ready + running, f"{outcome}_{OPERATIONS['reset' if as_reset else operation]}"),
    )


@frozen
class Failure:
    """A record in the history of failures; `fields` has what its row says."""

    fields: Row

    def row(self, schema: str, now: int) -> Row:
        """Return its row, which is the same at any time."""
        return {name: self.fields[name] for name in facts.FIELD_TYPES[schema]}


@frozen
class Task:
    """A task and its whole life.

    Attributes:
        task_id: ID of the task.
        operation: What it does to a key pair.
        timeline: The status from each moment on.
        fields: What rows say of it, but for what depends on the time.
        stated_operate_type: What the running list says instead of the operation.
    """

    task_id: str
    operation: str
    timeline: Timeline
    fields: Row
    stated_operate_type: str | None = None

    def status(self, now: int) -> str:
        """Return the last status that has begun; of steps that begin together, the later one."""
        _, status = self.timeline[0]
        for since, following in self.timeline:
            if since <= now:
                status = following
        return status

    def phase(self, now: int) -> str:
        """Return the first word of the status: READY, RUNNING, SUCCESS or FAILED."""
        return self.status(now).partition("_")[0]

    def row(self, schema: str, now: int) -> Row:
        """Return the fields that openapi.yaml gives rows of a schema, in its order."""
        word = OPERATIONS[self.operation]
        failed = self.phase(now) == FAILED
        operate_type = f"{FAILED}_{word}" if failed else self.stated_operate_type or f"{RUNNING}_{word}"
        values = {**self.fields, "operate_type": operate_type, "task_status": self.status(now)}
        return {name: values[name] for name in facts.FIELD_TYPES[schema]}


@frozen
class Project:
    """Tasks by ID, in the order they came, and the failures that are on record without a task."""

    tasks: Mapping[str, Task]
    failures: tuple[Failure, ...] = ()
    name: str = REGION

    def running(self, now: int) -> list[Task]:
        """List the tasks in progress, in the order they came."""
        return [task for task in self.tasks.values() if task.phase(now) in IN_PROGRESS]

    def failed(self, now: int) -> list[Failure | Task]:
        """List the records, then the tasks that failed by now, in the order they came."""
        return [*self.failures, *(task for task in self.tasks.values() if task.phase(now) == FAILED)]


@frozen
class State:
    """All that a response depends on besides the request."""

    projects: Mapping[str, Project]
    identities: Identities = field(factory=Identities)
    replace_outcomes: str = "real"
    now: int = 0

    def advanced(self, milliseconds: int) -> "State":
        """Let time pass."""
        return evolve(self, now=self.now + milliseconds)

    def with_task(self, project_id: str, task: Task) -> "State":
        """Add a task at the end of a project."""
        project = self.projects[project_id]
        project = evolve(project, tasks={**project.tasks, task.task_id: task})
        return evolve(self, projects={**self.projects, project_id: project})
