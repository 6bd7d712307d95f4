"""Rules about one response: it matches its request, and has the right form."""

from __future__ import annotations

from kps_tasks_client import facts

from ..description import SHOW, Kind, known
from .response import Broken, Response, require

GATEWAY = "APIGW."


class SingleAnswers:
    """Check each response against its request, and require distinct request IDs.

    Args:
        kind: What the target is.
        project_id: The one project that the credential is valid for.
    """

    def __init__(self, kind: Kind, project_id: str) -> None:
        self._kind = kind
        self._project_id = project_id
        self._request_ids: set[str] = set()
        self._told_of_ids = False

    def check(self, response: Response) -> None:
        """Raise Broken if a rule does not hold."""
        self._request_id(response)
        if response.status != 200:
            self._error(response)
            return
        require(response.project_id == self._project_id, "own project", "200 for a project other than the credential's")
        require(isinstance(response.body, dict), "body", "200 without a JSON object")
        require("error_code" not in response.body, "body", "200 with an error in the body")
        if response.operation == SHOW:
            echoed = response.body.get("task_id")
            require(
                echoed == response.task_id,
                "echo",
                f"requested task {response.task_id}, but the response is about {echoed}",
            )
        elif response.operation:
            self._page(response)

    def _request_id(self, response: Response) -> None:
        request_id = response.headers.get(facts.REQUEST_ID_HEADER.lower())
        require(request_id, "request id", f"the response has no {facts.REQUEST_ID_HEADER}")
        assert request_id is not None
        if request_id in self._request_ids and not self._told_of_ids:
            self._told_of_ids = True  # reported once, so the rest of such a service is tested as well
            raise Broken("request id", f"two responses have the X-Request-Id {request_id}")
        self._request_ids.add(request_id)
        if isinstance(response.body, dict) and "request_id" in response.body:
            said = response.body["request_id"]
            require(said == request_id, "request id", f"the body says {said}, the X-Request-Id header {request_id}")

    def _error(self, response: Response) -> None:
        code = response.body.get("error_code") if isinstance(response.body, dict) else None
        require(code is not None or self._kind is Kind.LIVE, "error body", f"{response.status} without an error_code")
        about = known("KnownErrorCode").get(code) if isinstance(code, str) else None
        # 405 is the mock's own: no such refusal was ever recorded. Whether an unknown task gets 404 is open.
        if about and response.status != 405 and (response.operation, response.status) != (SHOW, 404):
            belongs = " or ".join(map(str, about["status"]))
            require(
                response.status in about["status"], "error code", f"{code} with {response.status} instead of {belongs}"
            )
        if self._kind is Kind.MOCK:
            gateway = str(code).startswith(GATEWAY)
            require(
                ("request_id" in response.body) == gateway,
                "error form",
                "request_id belongs in the gateway's form only",
            )

    def _page(self, response: Response) -> None:
        total, tasks = response.body.get("total"), response.body.get("tasks")
        require(isinstance(total, int), "page", "the page has no total")
        require(isinstance(tasks, list), "page", "the page has no list of tasks")
        if response.limit is None or response.offset is None:
            return
        expected = min(response.limit, max(0, total - response.offset))
        require(
            len(tasks) == expected,
            "page length",
            f"{len(tasks)} tasks for limit {response.limit}, offset {response.offset}, total {total}; "
            f"expected {expected}",
        )
        ids = [row.get("task_id") for row in response.rows]
        require(len(set(map(str, ids))) == len(tasks), "one position", "a task is on the page twice")
