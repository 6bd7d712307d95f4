"""Which tasks of a list are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import click
from attrs import fields, frozen

from kps_tasks_client import facts

if TYPE_CHECKING:
    from .._models.tasks import FailedTask, RunningTask

F = TypeVar("F", bound=Callable[..., Any])
ListedT = TypeVar("ListedT", "RunningTask", "FailedTask")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}  # seconds
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)")


def seconds(text: str) -> float:
    """Return a time span in seconds: a number, or one with s, m, h, d or w."""
    if not (found := _DURATION.fullmatch(text)):
        raise click.BadParameter(f"{text!r} is not a time span; write 90, 90s, 10m or 2h.")
    return float(found[1]) * _UNITS[found[2] or "s"]


def since(text: str) -> datetime:
    """Return a point in time, in UTC: how long ago, a date, or a date and a time; without a time zone it is local."""
    try:
        if _DURATION.fullmatch(text):
            return datetime.now(UTC) - timedelta(seconds=seconds(text))
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{text!r} is not a time; write 2h, 7d, 2026-01-31 or 2026-01-31T08:00.") from None


_OPERATIONS = click.Choice([*facts.OPERATIONS.values(), "unknown"])


def filter_options(command: F) -> F:
    """Add the options that choose tasks of a list."""
    for option in (
        click.option("--since", type=since, metavar="TIME", help="Only tasks since then: 2h, 7d or a date."),
        click.option("--keypair", "--key-pair", metavar="NAME", help="Only this key pair; * and ? are wildcards."),
        click.option("--server", metavar="NAME", help="Only servers of this name or ID; * and ? are wildcards."),
        click.option(
            "--operation", type=_OPERATIONS, multiple=True, metavar="NAME", help="Only these: reset, bind and so on."
        ),
    ):
        command = option(command)
    return command


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
