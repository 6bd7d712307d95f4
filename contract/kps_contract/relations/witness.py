"""The witness: compares responses with each other, and tells a list that moves from a list that is wrong.

A response that does not fit what was seen before may be wrong, or the service has moved on. So the list is read whole
again: if it is as before, nothing moved, and the response in between is wrong. If not, the two readings must follow
from each other, and the response is compared anew. Nothing is read twice while all is well.
"""

from __future__ import annotations

from typing import Protocol

from kps_tasks_client import facts

from ..description import FAILED, LISTS, RUNNING, SHOW, Kind, ids_in_examples_of_both_lists
from .response import Broken, Response, Row, require
from .single import SingleAnswers
from .standing import History, Snapshot
from .states import ENDED, TaskHistory, disagreement, phase

WHOLE = 5000  # tasks of a list that are compared; the rest of a longer list is not
PAGE = facts.LIMIT[-1]
TRIES = 4
IDENTITY = ("server_id", "server_name", "keypair_name", "task_time")


class Ask(Protocol):
    """How responses are got."""

    def __call__(
        self, operation: str, *, task_id: str = "", limit: int | None = None, offset: int | None = None
    ) -> Response:
        """Send one GET with the right credential and return the response."""


class Witness:
    """Hold responses to each other.

    Args:
        kind: What the target is.
        project_id: The project that is looked at.
        ask: How to read a list or a task again.

    Attributes:
        lists: The last whole reading of each list.
        moved: How often a response could not be judged, because the list moved.
        interior: Pages seen per list that begin and end inside of it.
        statuses: The (operation, status) pairs seen.
        shown: IDs of the tasks that were shown.
    """

    def __init__(self, kind: Kind, project_id: str, ask: Ask) -> None:
        self._kind = kind
        self._project_id = project_id
        self._ask = ask
        self._single = SingleAnswers(kind, project_id)
        self._histories = {operation: History(operation) for operation in LISTS}
        self._tasks = TaskHistory()
        self._identities: dict[str, Row] = {}
        self.lists: dict[str, Snapshot] = {}
        self.moved = 0
        self.interior = dict.fromkeys(LISTS, 0)
        self.statuses: set[tuple[str, int]] = set()
        self.shown: set[str] = set()

    def check(self, response: Response) -> None:
        """Hold one response to the rules; raise Broken if one does not hold."""
        self._single.check(response)
        if response.operation is None:
            return
        self.statuses.add((response.operation, response.status))
        if (
            response.operation == SHOW
            and response.status in (200, 400, 404)
            and response.project_id == self._project_id
        ):
            self._show(response)
        elif (
            response.operation in LISTS
            and response.status == 200
            and response.limit is not None
            and response.offset is not None
        ):
            self._page(response)

    def look(self) -> None:
        """Read both lists whole; hold them to what was seen before and to each other."""
        for operation in LISTS:
            self._look_again(operation)
        running, failed = (self.lists[operation] for operation in LISTS)
        for task_id in self._in_both(running, failed):
            # It may have failed between the two readings; then it has left the running list.
            still = self._look_again(RUNNING).row(task_id)
            require(still is None, "one list", f"task {task_id} is in the running and in the failed list")

    def departed(self) -> list[str]:
        """Return the IDs of the tasks that have left the running list."""
        return self._histories[RUNNING].left

    def _page(self, page: Response) -> None:
        assert page.limit is not None
        assert page.offset is not None
        for row in page.rows:
            self._row(str(page.operation), row)
        operation = str(page.operation)
        snapshot = self.lists.get(operation) or self._look_again(operation)
        if page.offset > 0 and page.offset + page.limit < snapshot.total:
            self.interior[operation] += 1
        wrong = snapshot.difference(page)
        if not wrong:
            return
        fresh = self._look_again(operation)
        asked = f"{operation}, limit {page.limit}, offset {page.offset}"
        require(fresh != snapshot, "pages", f"{asked}: {wrong}")
        self.moved += bool(fresh.difference(page))

    def _row(self, operation: str, row: Row) -> None:
        """A task is the same in both lists and at any time, and does not run any more once it is shown as ended."""
        task_id = str(row.get("task_id"))
        if task_id in ids_in_examples_of_both_lists():
            return
        now = {name: row.get(name) for name in IDENTITY}
        before = self._identities.setdefault(task_id, now)
        differs = [name for name in IDENTITY if before[name] != now[name]]
        if differs:
            name = differs[0]
            raise Broken("same task", f"task {task_id} had {name} {before[name]!r}, in {operation} {now[name]!r}")
        seen = self._tasks.last(task_id)
        if operation == RUNNING and seen is not None:
            status = seen.body.get("task_status")
            require(phase(status) != ENDED, "no return", f"task {task_id} was {status}, and is running now")
        if operation == FAILED and seen is not None:
            status = str(seen.body.get("task_status"))
            require(
                not status.startswith("SUCCESS_"), "no return", f"task {task_id} was {status}, and is a failed one now"
            )

    def _show(self, shown: Response) -> None:
        self._tasks.follow(shown)
        if shown.status == 200:
            self.shown.add(str(shown.task_id))
        wrong = self._wrong(shown)
        for _ in range(TRIES):
            if not wrong:
                return
            before = dict(self.lists)
            self._look_again(RUNNING)
            self._look_again(FAILED)
            if before == self.lists:
                raise Broken("show and list", wrong)
            again = self._ask(SHOW, task_id=str(shown.task_id))
            self._single.check(again)
            self._tasks.follow(again)
            wrong = self._wrong(again)
        self.moved += 1

    def _wrong(self, shown: Response) -> str:
        """Say how the response about a task does not fit the lists as they were last read."""
        if not self.lists:
            self.look()
        task_id = shown.task_id
        if task_id in ids_in_examples_of_both_lists():
            return ""
        running, failed = (self.lists[operation].row(task_id) for operation in LISTS)
        if running is not None:
            return disagreement(RUNNING, running, shown)
        if failed is not None:
            # A record of a failure may outlive its task: the pages do not say how long a task can be asked for.
            gone = shown.status == 400 and self._kind is not Kind.MOCK
            return "" if gone else disagreement(FAILED, failed, shown)
        if shown.status != 200 or any(len(whole.rows) < whole.total for whole in self.lists.values()):
            return ""
        status = str(shown.body.get("task_status"))
        if phase(status) not in (None, ENDED):
            return f"task {task_id} is {status}, and not in the running list"
        if status.startswith("FAILED_") and self._kind is not Kind.LIVE:
            return f"task {task_id} is {status}, and not in the failed list"
        return ""

    def _look_again(self, operation: str) -> Snapshot:
        fresh = self._whole(operation)
        if operation in self.lists:
            self._histories[operation].follow(self.lists[operation], fresh)
        for row in fresh.rows:
            self._row(operation, row)
        self.lists[operation] = fresh
        return fresh

    def _whole(self, operation: str) -> Snapshot:
        for _ in range(TRIES):
            rows: list[Row] = []
            total = 1
            while len(rows) < min(total, WHOLE):
                page = self._ask(operation, limit=PAGE, offset=len(rows))
                self._single.check(page)
                require(page.status == 200, "readable", _refusal(page))
                total = page.body["total"]
                rows += page.rows
                if not page.rows:
                    break
            ids = [str(row.get("task_id")) for row in rows]
            if len(rows) >= min(total, WHOLE) and len(set(ids)) == len(ids):
                return Snapshot(operation, tuple(rows), total)
        raise Broken("one position", f"{operation}: its pages together are not {total} different tasks")

    @staticmethod
    def _in_both(running: Snapshot, failed: Snapshot) -> list[str]:
        ids = [{str(row.get("task_id")) for row in whole.rows} for whole in (running, failed)]
        return sorted((ids[0] & ids[1]) - ids_in_examples_of_both_lists())


ADVICE = {
    401: "the credential is missing, wrong or expired; get a new one",
    403: "the credential is of another project, or lacks the permission; look at KPS_PROJECT_ID",
    404: "there is no such service at this address; look at TARGET",
    429: "too many requests; wait a while",
}


def _refusal(response: Response) -> str:
    """Say what a list was refused with, and what to do."""
    body = response.body if isinstance(response.body, dict) else {}
    said = f"{response.status} {body.get('error_code', '')} {body.get('error_msg', '')}".strip()
    return f"{response.operation} cannot be read: {said}: {ADVICE.get(response.status, 'nothing can be tested')}"
