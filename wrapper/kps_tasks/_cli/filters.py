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
    """What a task of a list must be to be shown; where nothing is said, all are."""

    operation: tuple[str, ...] = ()
    server: str | None = None
    keypair: str | None = None
    since: datetime | None = None
    phase: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: dict[str, Any]) -> Filter:
        """Take what is known here out of the options of a command."""
        return cls(**{field.name: options.pop(field.name) for field in fields(cls) if field.name in options})

    def __bool__(self) -> bool:
        return self != Filter()

    def matches(self, task: ListedT) -> bool:
        """Whether the task is to be shown. One whose time cannot be read is: it may be new."""
        when = task.task_datetime
        return (
            (not self.operation or task.operation in self.operation)
            and (not self.phase or task.phase in self.phase)
            and (self.server is None or _is(self.server, task.server_name) or _is(self.server, task.server_id))
            and (self.keypair is None or _is(self.keypair, task.keypair_name))
            and (self.since is None or when is None or when >= self.since)
        )

    def applied(self, tasks: Iterable[ListedT]) -> Iterable[ListedT]:
        """Return the tasks to be shown; to be read again, if *tasks* can be."""
        return _Filtered(self, tasks)


@frozen
class _Filtered(Generic[ListedT]):
    filter: Filter
    tasks: Iterable[ListedT]

    def __iter__(self) -> Iterator[ListedT]:
        return filter(self.filter.matches, self.tasks)


def _is(pattern: str, value: str | None) -> bool:
    return value is not None and (value == pattern or fnmatchcase(value, pattern))
