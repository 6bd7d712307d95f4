"""Rules about one task over time, and about how the lists and the single response agree."""

from __future__ import annotations

from ..description import RUNNING, known
from .response import Broken, Response, Row, require

OPERATIONS = frozenset({"reset", "replace", "unbind", "bind"})
PHASES = {"READY": 0, "RUNNING": 1, "SUCCESS": 2, "FAILED": 2}
ENDED = 2


def phase(status: object) -> int | None:
    """Return the progress of a task from the first word of its state; None for a state of another form."""
    return PHASES.get(str(status).partition("_")[0])


def operations(value: object, kind: str) -> frozenset[str]:
    """Return the operations that a state may stand for; all of them if it does not say."""
    words = known(kind).get(value, {}).get("operation", "unknown") if isinstance(value, str) else "unknown"
    return frozenset(words.split("-or-")) & OPERATIONS or OPERATIONS


def disagreement(operation: str, row: Row, shown: Response) -> str:
    """Describe how the single response about a task contradicts its row in a list; empty if they agree."""
    if shown.status != 200:
        return f"task {row.get('task_id')} is in the list, but requested by ID it gets {shown.status}"
    status = shown.body.get("task_status")
    if shown.body.get("server_id") != row.get("server_id"):
        return (
            f"task {row.get('task_id')}: server {row.get('server_id')} in the list, {shown.body.get('server_id')} by ID"
        )
    how_far = phase(status)
    if how_far is not None and (how_far == ENDED if operation == RUNNING else not str(status).startswith("FAILED_")):
        return f"task {row.get('task_id')} is in the list of {operation}, but its state is {status}"
    if not operations(status, "KnownTaskStatus") & operations(row.get("operate_type"), "KnownOperateType"):
        return f"task {row.get('task_id')}: {row.get('operate_type')} in the list, {status} by ID"
    return ""


class TaskHistory:
    """The history of each task in single responses: it advances and never goes back, and stays the same task."""

    def __init__(self) -> None:
        self._seen: dict[str, Response] = {}
        self.ended: dict[str, float] = {}  # when each task was first seen finished

    def last(self, task_id: str) -> Response | None:
        """Return the last successful response about a task."""
        return self._seen.get(task_id)

    def follow(self, shown: Response) -> None:
        """Raise Broken if a task cannot have reached its state after what was seen before."""
        task_id = str(shown.task_id)
        before = self._seen.get(task_id)
        if before is not None and before.received > shown.sent:
            return  # requested concurrently, so their order is unknown
        if before is not None:
            try:
                self._compare(task_id, before, shown)
            except Broken as broken:
                raise Broken(broken.rule, broken.message, before, shown) from None
        if shown.status == 200:
            self._seen[task_id] = shown
            if phase(shown.body.get("task_status")) == ENDED:
                self.ended.setdefault(task_id, shown.received)

    def _compare(self, task_id: str, before: Response, now: Response) -> None:
        was = before.body.get("task_status")
        if now.status != 200:
            require(now.status != 400, "no return", f"task {task_id} was {was}, but now gets {now.status}")
            return
        status = now.body.get("task_status")
        then_phase, now_phase = phase(was), phase(status)
        if then_phase is not None and now_phase is not None:
            require(then_phase <= now_phase, "no return", f"task {task_id} was {was}, and is {status} now")
        if then_phase == ENDED:
            require(was == status, "no return", f"task {task_id} ended as {was}, and is {status} now")
        same = operations(was, "KnownTaskStatus") & operations(status, "KnownTaskStatus")
        require(same, "same task", f"task {task_id} was {was}, and is {status} now")
        old, new = before.body.get("server_id"), now.body.get("server_id")
        require(old == new, "same task", f"task {task_id} had server {old}, and now has {new}")
