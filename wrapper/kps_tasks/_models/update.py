"""The last known state of a watched task."""

from __future__ import annotations

from attrs import evolve, frozen

from .states import Operation, Phase, phase_of
from .tasks import FailedTask, RunningTask, Task


@frozen
class TaskUpdate:
    """State of a watched task.

    Attributes:
        task_id: ID of the task, as it was given.
        task_status: State as the service reports it: the ``task_status`` of a task that was queried by itself; the
            ``operate_type`` of a task seen in the running list, or ``RUNNING`` if that value is not a state; None if
            the service did not report it.
        phase: Progress of the task. An unknown phase does not count as finished.
        operation: What the task does.
        server_id: ID of the server.
        server_name: Name of the server; None if neither list had the task, as the response for a single task has no
            names.
        keypair_name: Name of the key pair, likewise.
        failure: Record in the failed list, with code, message, server and key pair; None if the task did not fail or
            the list did not have it.
    """

    task_id: str
    task_status: str | None = None
    phase: Phase = Phase.UNKNOWN
    operation: Operation = Operation.UNKNOWN
    server_id: str | None = None
    failure: FailedTask | None = None
    server_name: str | None = None
    keypair_name: str | None = None

    @classmethod
    def from_row(cls, task_id: str, row: RunningTask) -> TaskUpdate:
        """Create an instance from a row of the running list."""
        status = row.operate_type if phase_of(row.operate_type) in (Phase.READY, Phase.RUNNING) else "RUNNING"
        update = cls(task_id, status, row.phase, row.operation, row.server_id)
        return update.named_like(row)

    @classmethod
    def from_task(cls, task_id: str, task: Task, earlier: TaskUpdate | None = None) -> TaskUpdate:
        """Create an instance from a single task; the operation, if its status lacks it, is that of *earlier*."""
        operation = task.operation
        if operation is Operation.RESET_OR_REPLACE and earlier is not None:
            operation = earlier.operation if earlier.operation is not Operation.UNKNOWN else operation
        update = cls(task_id, task.task_status, task.phase, operation, task.server_id)
        return update.named_like(earlier) if earlier else update

    def named_like(self, other: TaskUpdate | RunningTask | FailedTask) -> TaskUpdate:
        """Return a copy with the server and key pair names that *other* has."""
        return evolve(
            self,
            server_name=other.server_name or self.server_name,
            keypair_name=other.keypair_name or self.keypair_name,
        )

    def explained(self, record: FailedTask | None) -> TaskUpdate:
        """Return this failure with its record, which may know the operation better."""
        if record is None:
            return self
        certain = self.operation not in (Operation.RESET_OR_REPLACE, Operation.UNKNOWN)
        known = certain or record.operation is Operation.UNKNOWN
        update = evolve(self, failure=record, operation=self.operation if known else record.operation)
        return update.named_like(record)

    @property
    def finished(self) -> bool:
        """Whether the task has ended, whatever its outcome."""
        return self.phase.finished

    def differs_from(self, earlier: TaskUpdate | None) -> bool:
        """Whether this is a change. The phase decides, because list and single task write a state differently."""
        if earlier is None or self.phase is not earlier.phase:
            return True
        return self.phase is Phase.UNKNOWN and self.task_status != earlier.task_status
