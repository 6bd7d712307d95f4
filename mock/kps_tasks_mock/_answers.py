"""Bodies and headers of the answers, in the forms of the service and of the gateway in front of it."""

import json
from collections.abc import Sequence

from attrs import asdict

from ._messages import Headers, Response
from ._state import Failure, Task

Row = dict[str, str | None]

ERRORS = {
    "APIGW.0101": (404, "The API does not exist or has not been published in the environment"),
    "APIGW.0301": (401, "Incorrect IAM authentication information"),
    "APIGW.0302": (403, "The IAM user is not authorized to access the API."),
    "APIGW.0307": (401, "The token must be updated."),
    "KPS.0001": (400, "taskId is illegal"),
    "KPS.0002": (400, "parameter error"),
    "KPS.9003": (403, "No operation permission"),
}
"""Status and message by code. The gateway appends a detail to some messages."""


class Refusal(Exception):
    """A request is answered with an error.

    Args:
        code: One of ERRORS; its prefix tells whether gateway or service speaks.
        detail: What the gateway appends to the message.
        status: HTTP status, by default that of the code.
        headers: Headers besides the usual ones.
    """

    def __init__(self, code: str, detail: str = "", status: int | None = None, headers: Headers = ()) -> None:
        usual_status, message = ERRORS[code]
        self.code = code
        self.message = f"{message}: {detail}" if detail else message
        self.status = status or usual_status
        self.headers = headers

    def response(self, request_id: str) -> Response:
        """Write the refusal down: the service sends two keys; the gateway three, in another order, and a line end."""
        if self.code.startswith("KPS."):
            body = to_json({"error_code": self.code, "error_msg": self.message})
        else:
            gateway = {"error_msg": self.message, "error_code": self.code, "request_id": request_id}
            body = to_json(gateway) + b"\n"
        return respond(self.status, body, request_id, self.headers)


def task_found(task: Task, now: int, request_id: str) -> Response:
    """Answer with the state of one task."""
    value = {"task_id": task.task_id, "task_status": task.status(now), "server_id": task.server_id}
    return respond(200, to_json(value), request_id)


def page_found(total: int, rows: Sequence[Row], request_id: str) -> Response:
    """Answer with one page of a list that has `total` rows in all."""
    return respond(200, to_json({"total": total, "tasks": rows}), request_id)


def running_row(task: Task) -> Row:
    """Describe a task as the running list does."""
    return {
        "task_id": task.task_id,
        "operate_type": task.running_operate_type,
        "task_time": task.task_time,
        "server_name": task.server_name,
        "server_id": task.server_id,
        "keypair_name": task.keypair_name,
    }


def failed_row(failure: Failure) -> Row:
    """Describe a failure as the failed list does."""
    return asdict(failure)


def to_json(value: object) -> bytes:
    """Write JSON as the recorded answers have it: no spaces, no escapes for what UTF-8 can say."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def respond(status: int, body: bytes, request_id: str, more_headers: Headers = ()) -> Response:
    """Put the headers round a body that every answer has."""
    headers = (
        ("Server", "api-gateway"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("X-Request-Id", request_id),
        *more_headers,
    )
    return Response(status, headers, body)
