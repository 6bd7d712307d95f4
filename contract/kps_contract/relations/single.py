"""Rules about one answer: it is what was asked for, and says so in the right form."""

from __future__ import annotations

from kps_tasks_client import facts

from ..description import SHOW, Kind, known
from .answer import Answer, Broken, require

GATEWAY = "APIGW."


class SingleAnswers:
    """Hold each answer to its request, and give each answer an ID of its own.

    Args:
        kind: What the target is.
        project_id: The one project that the credential is good for.
    """

    def __init__(self, kind: Kind, project_id: str) -> None:
        self._kind = kind
        self._project_id = project_id
        self._request_ids: set[str] = set()
        self._told_of_ids = False

    def check(self, answer: Answer) -> None:
        """Raise Broken if a rule does not hold."""
        self._request_id(answer)
        if answer.status != 200:
            self._error(answer)
            return
        require(answer.project_id == self._project_id, "own project", "200 for a project that is not the credential's")
        require(isinstance(answer.body, dict), "body", "200 without a JSON object")
        require("error_code" not in answer.body, "body", "200 with an error in it")
        if answer.operation == SHOW:
            echoed = answer.body.get("task_id")
            require(echoed == answer.task_id, "echo", f"asked for task {answer.task_id}, the answer is about {echoed}")
        elif answer.operation:
            self._page(answer)

    def _request_id(self, answer: Answer) -> None:
        request_id = answer.headers.get(facts.REQUEST_ID_HEADER.lower())
        require(request_id, "request id", f"the answer has no {facts.REQUEST_ID_HEADER}")
        assert request_id is not None
        if request_id in self._request_ids and not self._told_of_ids:
            self._told_of_ids = True  # said once, so that the rest of such a service is looked at, too
            raise Broken("request id", f"two answers have the X-Request-Id {request_id}")
        self._request_ids.add(request_id)
        if isinstance(answer.body, dict) and "request_id" in answer.body:
            said = answer.body["request_id"]
            require(said == request_id, "request id", f"the body says {said}, the X-Request-Id header {request_id}")

    def _error(self, answer: Answer) -> None:
        code = answer.body.get("error_code") if isinstance(answer.body, dict) else None
        require(code is not None or self._kind is Kind.LIVE, "error body", f"{answer.status} without an error_code")
        about = known("KnownErrorCode").get(code) if isinstance(code, str) else None
        # 405 is the mock's own: no refusal of a method was ever recorded.
        if about and answer.status != 405:
            belongs = " or ".join(map(str, about["status"]))
            require(answer.status in about["status"], "error code", f"{code} with {answer.status} instead of {belongs}")
        if self._kind is Kind.MOCK:
            gateway = str(code).startswith(GATEWAY)
            require(("request_id" in answer.body) == gateway, "error form", "request_id is the gateway's, and only its")

    def _page(self, answer: Answer) -> None:
        total, tasks = answer.body.get("total"), answer.body.get("tasks")
        require(isinstance(total, int), "page", "the page has no total")
        require(isinstance(tasks, list), "page", "the page has no list of tasks")
        if answer.limit is None or answer.offset is None:
            return
        expected = min(answer.limit, max(0, total - answer.offset))
        require(
            len(tasks) == expected,
            "page length",
            f"{len(tasks)} tasks for limit {answer.limit}, offset {answer.offset}, total {total}; expected {expected}",
        )
        ids = [row.get("task_id") for row in answer.rows]
        require(len(set(map(str, ids))) == len(tasks), "one position", "a task stands twice on one page")
