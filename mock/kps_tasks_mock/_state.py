"""Projects with their tasks, the identities, and a clock that moves only on request.

Tasks, identities and states are immutable. A project is changed in place, so adding a task costs the same among a
hundred thousand as among ten. Times are whole milliseconds of the mock's clock.
"""

from collections.abc import Mapping

from attrs import define, evolve, field, frozen

from ._identities import Identities
from ._json import to_json
from ._lists import Lists
from ._switches import Switches
from ._tasks import FAILED_LIST, RUNNING_LIST, Failure, Task

KEPT_PAGES = 64
REGION = "cn-north-4"
"""Default name of a project: the first project of a region has the region's name."""


@define(eq=False)
class Project:
    """Tasks by ID, in the order in which they were added, and the failure records without a task."""

    tasks: dict[str, Task]
    failures: list[Failure] = field(factory=list)
    name: str = REGION
    added: int = 0
    """How many tasks it ever had, which determines what is made up for the next one."""
    _lists: Lists | None = field(init=False, default=None, repr=False)
    _pages: dict[tuple[object, ...], bytes] = field(init=False, factory=dict, repr=False)
    """Cached pages, because clients read the same ones again and again."""

    def put(self, task: Task) -> None:
        """Add a task at the end, or replace the one with the same ID in its place."""
        self.added += task.task_id not in self.tasks
        self.tasks[task.task_id] = task
        if self._lists:
            self._lists.put(task)

    def remove(self, task_id: str) -> None:
        """Remove a task."""
        del self.tasks[task_id]
        if self._lists:
            self._lists.remove(task_id)

    def record(self, failure: Failure) -> None:
        """Add a failure record at the end."""
        self.failures.append(failure)
        self._pages.clear()

    def erase(self, task_id: str) -> bool:
        """Remove the records of a task; return whether there were any."""
        kept = [failure for failure in self.failures if failure.fields["task_id"] != task_id]
        some = len(kept) < len(self.failures)
        self.failures = kept
        self._pages.clear()
        return some

    def copied(self) -> "Project":
        """Return an independent copy with the same tasks."""
        return Project(dict(self.tasks), list(self.failures), self.name, self.added)

    def running(self, now: int) -> list[Task]:
        """List the tasks in progress, in the order in which they were added."""
        return [task for task in self.tasks.values() if task.listed(now) == RUNNING_LIST]

    def failed(self, now: int) -> list[Failure | Task]:
        """List the records, then the tasks that have failed by now, in the order in which they were added."""
        return [*self.failures, *(task for task in self.tasks.values() if task.listed(now) == FAILED_LIST)]

    def row(self, task_id: str, now: int, switches: Switches) -> bytes | None:
        """Return one task as JSON, or None if the project has none with that ID."""
        return self._at(now, switches).row(task_id)

    def page(self, schema: str, offset: int, limit: int, now: int, switches: Switches) -> bytes:
        """Return a page of a list as JSON, with the length of the list."""
        lists = self._at(now, switches)
        newest_first = switches["order"] == "newest-first"
        key = (schema, offset, limit, newest_first, lists.version)
        if key not in self._pages:
            if len(self._pages) >= KEPT_PAGES:
                self._pages.clear()
            self._pages[key] = self._page(lists, schema, offset, limit, newest_first)
        return self._pages[key]

    def _page(self, lists: Lists, schema: str, offset: int, limit: int, newest_first: bool) -> bytes:
        records = self.failures if schema == FAILED_LIST else []
        total = len(records) + lists.total(schema)
        start = max(0, total - offset - limit) if newest_first else offset
        length = max(0, min(limit, total - offset))
        rows = [to_json(record.row(schema, lists.now)) for record in records[start : start + length]]
        rows += lists.rows(schema, max(0, start - len(records)), length - len(rows))
        return b'{"total":%d,"tasks":[%b]}' % (total, b",".join(reversed(rows) if newest_first else rows))

    def _at(self, now: int, switches: Switches) -> Lists:
        """Return the lists at a moment; they are rebuilt only if time went back."""
        bare = switches["running_type"] == "bare"
        lists = self._lists
        if lists is None or now < lists.now or lists.bare_running != bare:
            lists = self._lists = Lists(self.tasks.values(), now, bare)
            self._pages.clear()
        elif now > lists.now:
            lists.move_to(now)
        return lists


@frozen
class State:
    """Everything that a response depends on, except the request."""

    projects: Mapping[str, Project]
    identities: Identities = field(factory=Identities)
    switches: Switches = field(factory=Switches)
    now: int = 0
    per_read: int = 0
    """How far each request advances the clock."""

    def advanced(self, milliseconds: int) -> "State":
        """Let time pass."""
        return evolve(self, now=self.now + milliseconds)

    def copied(self) -> "State":
        """Return a copy that does not change when the projects of this one do."""
        return evolve(self, projects={project_id: project.copied() for project_id, project in self.projects.items()})
