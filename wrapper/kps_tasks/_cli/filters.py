"""Which tasks of a list are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import fields, frozen

if TYPE_CHECKING:
    from .._models.tasks import FailedTask, RunningTask

ListedT = TypeVar("ListedT", "RunningTask", "FailedTask")


@frozen
class Filter:
    """Conditions for a task to be shown; without any, all are."""

    operation: tuple[str, ...] = ()
    server: str | None = None
    keypair: str | None = None
    since: datetime | None = None
    phase: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: dict[str, Any]) -> Filter:
        """Create a filter from the options of a command, and remove them there."""
        return cls(**{field.name: options.pop(field.name) for field in fields(cls) if field.name in options})

    def __bool__(self) -> bool:
        return self != Filter()

    def matches(self, task: ListedT) -> bool:
        """Whether to show the task. One whose time cannot be read is shown, because it may be new."""
        when = task.task_datetime
        return (
            (not self.operation or task.operation in self.operation)
            and (not self.phase or task.phase in self.phase)
            and (self.server is None or _is(self.server, task.server_name) or _is(self.server, task.server_id))
            and (self.keypair is None or _is(self.keypair, task.keypair_name))
            and (self.since is None or when is None or when >= self.since)
        )

    def applied(self, tasks: Iterable[ListedT]) -> Iterable[ListedT]:
        """Return the tasks to show; they can be iterated again if *tasks* can."""
        return _Filtered(self, tasks)


@frozen
class _Filtered(Generic[ListedT]):
    filter: Filter
    tasks: Iterable[ListedT]

    def __iter__(self) -> Iterator[ListedT]:
        return filter(self.filter.matches, self.tasks)


def _is(pattern: str, value: str | None) -> bool:
    return value is not None and (value == pattern or fnmatchcase(value, pattern))
