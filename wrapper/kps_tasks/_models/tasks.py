"""Tasks as the service describes them: the generated rows, and the meaning of their fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Generic, TypeVar

from attrs import frozen

from kps_tasks_client import models
from kps_tasks_client.types import Row

from .states import Operation, Phase, operation_of, operation_of_status, phase_of

ListedT_co = TypeVar("ListedT_co", bound=Row, covariant=True)


class Task(models.KeypairTask):
    """One task, as ``GET /v3/{project_id}/tasks/{task_id}`` gives it."""

    __slots__ = ()

    @property
    def phase(self) -> Phase:
        """Progress of the task; compare this rather than the values of ``task_status``."""
        return phase_of(self.task_status)

    @property
    def finished(self) -> bool:
        """Whether the task has ended, whatever its outcome."""
        return self.phase.finished

    @property
    def operation(self) -> Operation:
        """What the task does. A finished reset may be a replacement: its status has both meanings."""
        return operation_of_status(self.task_status)


class RunningTask(models.RunningTask):
    """One row of ``GET /v3/{project_id}/running-tasks``."""

    __slots__ = ()

    @property
    def phase(self) -> Phase:
        """Ready or running, whatever the value says: every task in this list is in progress."""
        return Phase.READY if phase_of(self.operate_type) is Phase.READY else Phase.RUNNING

    @property
    def finished(self) -> bool:
        """Whether the task has ended, whatever its outcome."""
        return self.phase.finished

    @property
    def operation(self) -> Operation:
        """What the task does."""
        return operation_of(self.operate_type)

    @property
    def task_datetime(self) -> datetime | None:
        """Time of the task in UTC, or None where ``task_time`` is not a number of milliseconds."""
        return _datetime_of(self.task_time)


class FailedTask(models.FailedTask):
    """One row of ``GET /v3/{project_id}/failed-tasks``."""

    __slots__ = ()

    @property
    def phase(self) -> Phase:
        """Always failed. The vendor's example says running, but every task in this list has failed."""
        return Phase.FAILED

    @property
    def finished(self) -> bool:
        """Whether the task has ended, whatever its outcome."""
        return self.phase.finished

    @property
    def operation(self) -> Operation:
        """What the task did."""
        return operation_of(self.operate_type)

    @property
    def task_datetime(self) -> datetime | None:
        """Time of the task in UTC, or None where ``task_time`` is not a number of milliseconds."""
        return _datetime_of(self.task_time)


@frozen
class Page(Generic[ListedT_co]):
    """One page of a list, without the tasks that an earlier page had.

    Args:
        tasks: The tasks of the page, in the service's order.
        total: Number of tasks in the whole list when the page was read; None if the service did not report it.
        offset: Position in the list at which the page began.
        request_id: ID of the request that read the page.
    """

    tasks: tuple[ListedT_co, ...]
    total: int | None
    offset: int
    request_id: str | None

    def __iter__(self) -> Iterator[ListedT_co]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)


def _datetime_of(text: str | None) -> datetime | None:
    if not (text and text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
