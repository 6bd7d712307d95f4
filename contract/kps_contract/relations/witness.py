"""The witness: compares responses with each other, and distinguishes a changing list from a wrong one.

If a response does not fit the list, it may be wrong, or the list may have changed. So it is compared with two readings
of the list, one from before its request and one from after it was received: if they are equal, nothing changed, and the
response in between is wrong. If not, the second must follow from the first, and the response proves nothing. Concurrent
responses can be checked later, one by one.
"""

from __future__ import annotations

from typing import Protocol

from attrs import evolve

from kps_tasks_client import facts

from ..description import FAILED, LISTS, RUNNING, SHOW, Kind, ids_in_examples_of_both_lists
from .passive import scan
from .response import Broken, Response, Row, require
from .single import SingleAnswers
from .standing import History, Snapshot
from .states import ENDED, TaskHistory, disagreement, phase

WHOLE = 5000  # tasks of a list that are compared; the rest of a longer list is ignored
PAGE = facts.LIMIT[-1]
TRIES = 4
LISTED_WITHIN = 8.0  # seconds within which a failure must be in its list
IDENTITY = ("server_id", "server_name", "keypair_name", "task_time")


class Ask(Protocol):
    """How to send requests."""

    def __call__(
        self, operation: str, *, task_id: str = "", limit: int | None = None, offset: int | None = None
    ) -> Response:
        """Send one GET with the right credential and return the response."""


class Witness:
    """Compare responses with each other.

    Args:
        kind: What the target is.
        project_id: The project that is tested.
        ask: How to read a list or a task again; None for recorded responses.
        token: A text that no response may contain.

    Attributes:
        lists: The last complete reading of each list.
        moved: How often a response could not be judged because the list changed.
        interior: Pages seen inside each list, touching neither end.
        statuses: The (operation, status) pairs seen.
        shown: IDs of the tasks that were shown.
        tasks: The responses about each task.
        forgotten: Tasks of the failed list that could not be requested, with the response.
    """

    def __init__(self, kind: Kind, project_id: str, ask: Ask | None, token: str = "") -> None:
        self._kind = kind
        self._project_id = project_id
        self._ask = ask
        self._token = token
        self._single = SingleAnswers(kind, project_id)
        self._histories = {operation: History(operation) for operation in LISTS}
        self._readings: dict[str, list[Snapshot]] = {operation: [] for operation in LISTS}
        self._identities: dict[str, dict[str, tuple[object, Response | None]]] = {}
        self._failed: dict[str, Response] = {}  # the first page on which a task was failed
        self.tasks = TaskHistory()
        self.lists: dict[str, Snapshot] = {}
        self.moved = 0
        self.interior = dict.fromkeys(LISTS, 0)
        self.statuses: set[tuple[str, int]] = set()
        self.shown: set[str] = set()
        self.forgotten: dict[str, Response] = {}

    def check(self, response: Response) -> None:
        """Check one response; raise Broken if a rule does not hold."""
        self.check_alone(response)
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

    def check_alone(self, response: Response) -> None:
        """Check one response against the rules that need no others."""
        scan(response, self._kind, self._token)
        self._single.check(response)

    def look(self) -> None:
        """Read both lists completely; compare them with earlier readings and with each other."""
        for operation in LISTS:
            self._look_again(operation)
        running, failed = (self.lists[operation] for operation in LISTS)
        for task_id in self._in_both(running, failed):
            # It may have failed between the two readings; then it has left the running list.
            still = self._look_again(RUNNING)
            require(
                still.row(task_id) is None,
                "one list",
                f"task {task_id} is in the running and in the failed list",
                *(reading.page for reading in (failed, still) if reading.page),
            )

    def departed(self) -> list[str]:
        """Return the IDs of the tasks that have left the running list."""
        return self._histories[RUNNING].left

    def around(self, operation: str, response: Response) -> tuple[Snapshot | None, Snapshot | None]:
        """Return the last reading of a list before a response was requested, and the first after it was received."""
        return self._before(operation, response.sent), self._after(operation, response.received)

    def take(self, reading: Snapshot) -> None:
        """Store a complete reading of a list, and compare it with the previous one."""
        operation = reading.operation
        before = self.lists.get(operation)
        self._keep(reading)
        if before is not None:
            try:
                stays = operation == FAILED and self._kind is not Kind.LIVE
                self._histories[operation].follow(before, reading, records_stay=stays)
            except Broken as broken:
                pages = [snapshot.page for snapshot in (before, reading) if snapshot.page]
                raise Broken(broken.rule, broken.message, *pages) from None
        for row in reading.rows:
            self._row(operation, row, reading.page)

    def _keep(self, reading: Snapshot) -> None:
        self.lists[reading.operation] = reading
        readings = self._readings[reading.operation]
        if readings and readings[-1] == reading:  # equal readings count as one
            readings[-1] = evolve(readings[-1], began=reading.began)
        else:
            readings.append(reading)

    # --- a page ---

    def _page(self, page: Response) -> None:
        assert page.limit is not None
        assert page.offset is not None
        operation = str(page.operation)
        for row in page.rows:
            self._row(operation, row, page)
        if operation not in self.lists and self._ask:
            self._look_again(operation)
        before = self._before(operation, page.sent)
        if before is None:
            return
        if page.offset > 0 and page.offset + page.limit < before.total:
            self.interior[operation] += 1
        wrong = before.difference(page)
        if not wrong:
            return
        after = self._after(operation, page.received)
        if after is None:
            return
        asked = f"{operation}, limit {page.limit}, offset {page.offset}"
        whole = [before.page] if before.page else []
        require(after != before, "pages", f"{asked}: {wrong}", *whole, page)
        self.moved += bool(after.difference(page))

    def _row(self, operation: str, row: Row, page: Response | None) -> None:
        """A task is the same in both lists at any time, and never runs again once it was seen finished."""
        task_id = str(row.get("task_id"))
        if task_id in ids_in_examples_of_both_lists():
            return
        self._same_identity(task_id, {name: row.get(name) for name in IDENTITY}, operation, page)
        shows = [page] if page else []
        seen = self.tasks.last(task_id)
        if operation == FAILED and page is not None:
            self._failed.setdefault(task_id, page)
        if seen is None or (page is not None and page.sent < seen.received):
            return
        status = str(seen.body.get("task_status"))
        if operation == RUNNING:
            message = f"task {task_id} was {status}, but is running now"
            require(phase(status) != ENDED, "no return", message, seen, *shows)
        if operation == FAILED:
            message = f"task {task_id} was {status}, but is in the failed list now"
            require(not status.startswith("SUCCESS_"), "no return", message, seen, *shows)

    def _same_identity(self, task_id: str, now: Row, where: str, response: Response | None) -> None:
        """Require that what never changes is the same as when first seen, wherever that was."""
        before = self._identities.setdefault(task_id, {})
        for name, value in now.items():
            was, first = before.setdefault(name, (value, response))
            message = f"task {task_id} had {name} {was!r}, in {where} {value!r}"
            require(was == value, "same task", message, *(one for one in (first, response) if one))

    # --- a task by itself ---

    def _show(self, shown: Response) -> None:
        self.tasks.follow(shown)
        if shown.status == 200:
            self._shown(str(shown.task_id), shown)
        if not self.lists and self._ask:
            self.look()
        for _ in range(TRIES):
            before = {operation: self._before(operation, shown.sent) for operation in LISTS}
            wrong = self._wrong(shown, before)
            if not wrong:
                return
            after = {operation: self._after(operation, shown.received) for operation in LISTS if before[operation]}
            if None in after.values():
                return
            if all(before[operation] == reading for operation, reading in after.items()):
                lists = [reading.page for reading in before.values() if reading and reading.page]
                named = [page for page in lists if any(str(row.get("task_id")) == shown.task_id for row in page.rows)]
                raise Broken("show and list", wrong, *(named or lists[-1:]), shown)
            if self._ask is None:
                break
            shown = self._ask(SHOW, task_id=str(shown.task_id))
            self.check_alone(shown)
            self.tasks.follow(shown)
        self.moved += 1

    def _shown(self, task_id: str, shown: Response) -> None:
        """Require what holds however the lists change: a task keeps its server, and a failure stays a failure."""
        self.shown.add(task_id)
        if task_id in ids_in_examples_of_both_lists():
            return
        self._same_identity(task_id, {"server_id": shown.body.get("server_id")}, "the response for its ID", shown)
        status, listed = str(shown.body.get("task_status")), self._failed.get(task_id)
        if listed is not None and listed.received <= shown.sent and phase(status) is not None:
            message = f"task {task_id} was in the failed list, but is {status} now"
            require(status.startswith("FAILED_"), "show and list", message, listed, shown)

    def _wrong(self, shown: Response, lists: dict[str, Snapshot | None]) -> str:
        """Describe how the response about a task contradicts earlier readings of the lists; empty if it does not."""
        task_id = str(shown.task_id)
        if task_id in ids_in_examples_of_both_lists():
            return ""
        running, failed = (reading.row(task_id) if reading else None for reading in map(lists.get, LISTS))
        if running is not None:
            return disagreement(RUNNING, running, shown)
        if failed is not None:
            # A failure record may outlive its task: the pages do not say how long a task can be requested.
            if shown.status in (400, 404) and self._kind is not Kind.MOCK:
                self.forgotten[task_id] = shown
                return ""
            return disagreement(FAILED, failed, shown)
        if shown.status != 200:
            return ""
        status = str(shown.body.get("task_status"))
        how_far = phase(status)
        unfinished = how_far not in (None, ENDED) and (how_far or self._kind is Kind.MOCK or self._was_running(task_id))
        if unfinished and _is_whole(lists[RUNNING]):
            return f"task {task_id} is {status}, but not in the running list"
        if status.startswith("FAILED_") and _is_whole(lists[FAILED]) and self._must_be_listed(task_id, shown):
            return f"task {task_id} is {status}, but not in the failed list"
        return ""

    def _was_running(self, task_id: str) -> bool:
        """Whether the running list had the task; whether it contains tasks in preparation is not documented."""
        return any(reading.row(task_id) for reading in self._readings[RUNNING])

    def _must_be_listed(self, task_id: str, shown: Response) -> bool:
        """Whether a failure must be in its list: at once in the mock, within seconds elsewhere."""
        if self._kind is not Kind.STAND_IN:
            return self._kind is Kind.MOCK
        return shown.received - self.tasks.ended.get(task_id, shown.received) > LISTED_WITHIN

    # --- reading a list ---

    def _before(self, operation: str, moment: float) -> Snapshot | None:
        """Return the last reading that ended before a moment."""
        return next((one for one in reversed(self._readings[operation]) if one.ended <= moment), None)

    def _after(self, operation: str, moment: float) -> Snapshot | None:
        """Return the first reading that began after a moment; if there is none, read the list."""
        last = self.lists.get(operation)
        if last is None or last.began < moment:
            if self._ask is None:
                return None
            self._look_again(operation)
        return next(one for one in self._readings[operation] if one.began >= moment)

    def _look_again(self, operation: str) -> Snapshot:
        fresh = self._whole(operation)
        self.take(fresh)
        return fresh

    def _whole(self, operation: str) -> Snapshot:
        assert self._ask is not None
        for _ in range(TRIES):
            rows: list[Row] = []
            pages: list[Response] = []
            total = 1
            while len(rows) < min(total, WHOLE):
                page = self._ask(operation, limit=PAGE, offset=len(rows))
                self.check_alone(page)
                require(page.status == 200, "readable", _refusal(page))
                total = page.body["total"]
                rows += page.rows
                pages.append(page)
                if not page.rows:
                    break
            ids = {str(row.get("task_id")) for row in rows}
            if len(rows) >= min(total, WHOLE) and len(ids) == len(rows):
                return Snapshot(operation, tuple(rows), total, pages[0], pages[0].sent, pages[-1].received)
        raise Broken(
            "one position", f"{operation}: its pages together do not contain {total} different tasks", *pages[:2]
        )

    @staticmethod
    def _in_both(running: Snapshot, failed: Snapshot) -> list[str]:
        ids = [{str(row.get("task_id")) for row in whole.rows} for whole in (running, failed)]
        return sorted((ids[0] & ids[1]) - ids_in_examples_of_both_lists())


def _is_whole(reading: Snapshot | None) -> bool:
    return reading is not None and len(reading.rows) >= reading.total


ADVICE = {
    401: "the credential is missing, wrong or expired; get a new one",
    403: "the credential belongs to another project or lacks the permission; check KPS_PROJECT_ID",
    404: "there is no such service at this address; check the target",
    429: "too many requests; wait and retry",
}


def _refusal(response: Response) -> str:
    """Describe the refusal of a list, and what to do."""
    body = response.body if isinstance(response.body, dict) else {}
    said = f"{response.status} {body.get('error_code', '')} {body.get('error_msg', '')}".strip()
    return f"{response.operation} cannot be read: {said}: {ADVICE.get(response.status, 'nothing can be tested')}"
