"""Projects, their tasks and failure records, and a clock that moves only when it is told to.

Everything here is immutable: a change gives a new state. Times are whole milliseconds since the mock began.
"""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from ._identities import Identities

OPERATIONS = ("reset", "replace", "unbind", "bind")
OUTCOMES = ("SUCCESS", "FAILED")
IN_PROGRESS = ("READY", "RUNNING")
STATUSES = tuple(f"{phase}_{operation.upper()}" for operation in OPERATIONS for phase in (*IN_PROGRESS, *OUTCOMES))

REGION = "cn-north-4"
"""What a project is called if nothing else is said: the first one of a region has the region's name."""

Timeline = tuple[tuple[int, str], ...]


def fixed(status: str) -> Timeline:
    """Make the timeline of a task that stays as it is."""
    return ((0, status),)


def scheduled(operation: str, *, start: int, ready: int, running: int, outcome: str, replace_outcomes: str) -> Timeline:
    """Make the timeline of a task that gets ready, runs and ends.

    The pages name the outcomes of a replacement SUCCESS_RESET and FAILED_RESET; `replace_outcomes` tells whether to
    follow them (documented) or what real clients of the service handle (real).
    """
    name = operation.upper()
    ended_name = "RESET" if operation == "replace" and replace_outcomes == "documented" else name
    return (
        (start, f"READY_{name}"),
        (start + ready, f"RUNNING_{name}"),
        (start + ready + running, f"{outcome}_{ended_name}"),
    )


@frozen
class Failure:
    """A record in the history of failures; its fields are those of the answer, in their order."""

    task_id: str
    operate_type: str
    task_time: str
    task_error_code: str | None
    task_error_msg: str | None
    server_name: str
    server_id: str
    keypair_name: str


@frozen
class Task:
    """A task and its whole life: `timeline` has the status from each moment on."""

    task_id: str
    operation: str
    task_time: str
    server_name: str
    server_id: str
    keypair_name: str
    timeline: Timeline
    task_error_code: str | None = None
    task_error_msg: str | None = None
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

    @property
    def running_operate_type(self) -> str:
        """What the running list says of the task."""
        return self.stated_operate_type or f"RUNNING_{self.operation.upper()}"

    def failure(self) -> Failure:
        """Make the record that stands in the failed list once the task failed."""
        return Failure(
            task_id=self.task_id,
            operate_type=f"FAILED_{self.operation.upper()}",
            task_time=self.task_time,
            task_error_code=self.task_error_code,
            task_error_msg=self.task_error_msg,
            server_name=self.server_name,
            server_id=self.server_id,
            keypair_name=self.keypair_name,
        )


@frozen
class Project:
    """Tasks by ID, in the order they came, and the failures that are on record without a task."""

    tasks: Mapping[str, Task]
    failures: tuple[Failure, ...] = ()
    name: str = REGION

    def running(self, now: int) -> list[Task]:
        """List the tasks in progress, in the order they came."""
        return [task for task in self.tasks.values() if task.phase(now) in IN_PROGRESS]

    def failed(self, now: int) -> list[Failure]:
        """List the records, then the tasks that failed by now, in the order they came."""
        return [*self.failures, *(task.failure() for task in self.tasks.values() if task.phase(now) == "FAILED")]


@frozen
class State:
    """All that an answer depends on besides the request."""

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
