"""The two lists of a project, updated as time passes, so the cost of a page depends on its length alone.

Each task has a number, which orders the lists; a heap has the moments at which tasks change.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from ._json import to_json
from ._ordered import Ordered
from ._tasks import FAILED_LIST, ONE_TASK, RUNNING_LIST, Task


class Lists:
    """Which tasks are in which list at a moment.

    Args:
        tasks: The tasks in the order in which they were added.
        now: The moment.
        bare_running: Whether the running list says RUNNING of all tasks.
    """

    def __init__(self, tasks: Iterable[Task], now: int, bare_running: bool) -> None:
        self.now, self.bare_running = now, bare_running
        self.version = 0
        """A different one after each change."""
        self._tasks = dict(enumerate(tasks))
        self._next = len(self._tasks)
        self._numbers = {task.task_id: number for number, task in self._tasks.items()}
        listed: dict[str | None, list[int]] = {RUNNING_LIST: [], FAILED_LIST: [], None: []}
        for number, task in self._tasks.items():
            listed[task.listed(now)].append(number)
        self._lists = {schema: Ordered(numbers) for schema, numbers in listed.items() if schema}
        self._rows: dict[str, dict[int, bytes]] = {RUNNING_LIST: {}, FAILED_LIST: {}, ONE_TASK: {}}
        self._due = [(since, number) for number, task in self._tasks.items() for since in _changes(task, now)]
        heapify(self._due)

    def move_to(self, now: int) -> None:
        """Let time pass."""
        self.now = now
        while self._due and self._due[0][0] <= now:
            number = heappop(self._due)[1]
            if number in self._tasks:
                self._place(number)

    def put(self, task: Task) -> None:
        """Add a task at the end, or replace the one with the same ID in its place."""
        number = self._numbers.setdefault(task.task_id, self._next)
        self._next = max(self._next, number + 1)
        self._tasks[number] = task
        for since in _changes(task, self.now):
            heappush(self._due, (since, number))
        self._place(number)

    def remove(self, task_id: str) -> None:
        """Remove a task."""
        self.version += 1
        number = self._numbers.pop(task_id)
        del self._tasks[number]
        for rows in self._rows.values():
            rows.pop(number, None)
        for numbers in self._lists.values():
            numbers.discard(number)

    def total(self, schema: str) -> int:
        """Return the number of tasks in a list."""
        return len(self._lists[schema])

    def rows(self, schema: str, offset: int, limit: int) -> list[bytes]:
        """Return a page of a list as JSON. Each row is made once, until its task changes."""
        made, tasks = self._rows[schema], self._tasks
        numbers = self._lists[schema].stretch(offset, limit)
        return [made.get(number) or self._make(schema, number, tasks[number]) for number in numbers]

    def row(self, task_id: str) -> bytes | None:
        """Return one task as JSON, or None if there is none with that ID."""
        number = self._numbers.get(task_id)
        if number is None:
            return None
        return self._rows[ONE_TASK].get(number) or self._make(ONE_TASK, number, self._tasks[number])

    def _make(self, schema: str, number: int, task: Task) -> bytes:
        row = self._rows[schema][number] = to_json(task.row(schema, self.now, self.bare_running))
        return row

    def _place(self, number: int) -> None:
        """Put a task into its current list."""
        self.version += 1
        listed = self._tasks[number].listed(self.now)
        for rows in self._rows.values():
            rows.pop(number, None)
        for schema, numbers in self._lists.items():
            (numbers.add if schema == listed else numbers.discard)(number)


def _changes(task: Task, now: int) -> list[int]:
    """Return the moments at which a task will change."""
    return [since for since, _ in task.timeline if since > now]
