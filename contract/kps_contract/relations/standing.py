"""A list at one moment, and what must stay the same while the list changes."""

from __future__ import annotations

from attrs import Factory, field, frozen

from ..description import RUNNING
from .response import Response, Row, require


@frozen
class Snapshot:
    """A complete list, read at one time.

    Attributes:
        operation: Which list.
        rows: Its tasks.
        total: The total that it reported.
        page: Its first response; the times of request and response are not compared.
        began: When the reading began; for an unchanged list, when its last reading began.
        ended: When the reading ended; for an unchanged list, when its first reading ended.
    """

    operation: str
    rows: tuple[Row, ...] = field(repr=False)
    total: int
    page: Response | None = field(repr=False, eq=False, default=None)
    began: float = field(eq=False, default=0.0)
    ended: float = field(eq=False, default=0.0)
    _by_id: dict[object, Row] = field(
        repr=False,
        eq=False,
        init=False,
        default=Factory(lambda self: {str(row.get("task_id")): row for row in reversed(self.rows)}, takes_self=True),
    )

    def row(self, task_id: object) -> Row | None:
        """Return the row of a task; None if the list does not have it."""
        return self._by_id.get(str(task_id))

    def difference(self, page: Response) -> str:
        """Describe how a page differs from its part of the list; empty if it does not."""
        assert page.limit is not None
        assert page.offset is not None
        if page.body["total"] != self.total:
            return f"total is {page.body['total']}, was {self.total}"
        expected = self.rows[page.offset : page.offset + page.limit]
        for place, (row, own) in enumerate(zip(page.rows, expected, strict=False), start=page.offset):
            if row.get("task_id") != own.get("task_id"):
                return f"position {place} has task {row.get('task_id')}, but {own.get('task_id')} in the whole list"
            for name in own.keys() | row.keys():
                if row.get(name) != own.get(name):
                    return (
                        f"task {row.get('task_id')}, {name}: {row.get(name)!r}, but {own.get(name)!r} in the whole list"
                    )
        return ""


class History:
    """The history of one list: tasks come and go, but keep their order and content, and do not return."""

    def __init__(self, operation: str) -> None:
        self._operation = operation
        self._left: set[object] = set()

    @property
    def left(self) -> list[str]:
        """The IDs of the tasks that have left the list."""
        return sorted(map(str, self._left))

    def follow(self, old: Snapshot, new: Snapshot, *, records_stay: bool = False) -> None:
        """Raise Broken if the list cannot change from *old* to *new*; with *records_stay*, no task may leave it."""
        old_ids = [row.get("task_id") for row in old.rows]
        new_ids = [row.get("task_id") for row in new.rows]
        lost = set(old_ids) - set(new_ids)
        require(
            not (records_stay and lost),
            "records stay",
            f"{self._operation}: task {next(iter(lost), '')} left the list, although records stay until deleted",
        )
        back = self._left.intersection(new_ids)
        require(not back, "no return", f"{self._operation}: task {next(iter(back), '')} left the list and came back")
        self._left |= set(old_ids) - set(new_ids)
        still, before = set(new_ids), set(old_ids)
        stayed = [task_id for task_id in old_ids if task_id in still]
        now = [task_id for task_id in new_ids if task_id in before]
        require(stayed == now, "order", f"{self._operation}: tasks that stayed in the list changed order")
        for task_id in stayed:
            self._same_content(old.row(task_id) or {}, new.row(task_id) or {})

    def _same_content(self, old: Row, new: Row) -> None:
        for name in old.keys() | new.keys():
            # A task that gets ready may be shown as such in the running list, and later as running.
            if name == "operate_type" and self._operation == RUNNING and str(old.get(name)).startswith("READY"):
                continue
            require(
                old.get(name) == new.get(name),
                "same task",
                f"{self._operation}: task {old.get('task_id')} had {name} {old.get(name)!r}, now {new.get(name)!r}",
            )
