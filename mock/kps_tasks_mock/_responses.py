"""Bodies and headers of responses, in the forms of the service and of the gateway in front of it."""

from datetime import timedelta

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from ._json import to_json
from ._messages import Headers, Request, Response
from ._switches import CHINESE


class Refusal(Exception):
    """A request gets an error as its response.

    Args:
        code: A known error code; its prefix tells whether the gateway or the service responds.
        detail: What the gateway appends to the message.
        status: HTTP status, by default that of the code.
        headers: Headers in addition to the usual ones.
    """

    def __init__(self, code: str, detail: str = "", status: int | None = None, headers: Headers = ()) -> None:
        known = facts.ERROR_CODES[code]
        self.code = code
        self.message = f"{known.message}: {detail}" if detail else known.message
        self.status = status or known.statuses[0]
        self.headers = headers

    @classmethod
    def of_credential(cls, name: str, **values: str) -> "Refusal":
        """Refuse a credential with the gateway's text of that name."""
        return cls(KnownErrorCode.APIGW_0301, facts.CREDENTIAL_MESSAGES[name].text.format_map(values))

    def response(self, request_id: str, chinese: bool = False) -> Response:
        """Return the response: the service's has two keys; the gateway's three, in another order, and a line end."""
        if self.code.startswith("KPS."):
            message = CHINESE.get(KnownErrorCode(self.code), self.message) if chinese else self.message
            body = to_json({"error_code": self.code, "error_msg": message})
        else:
            gateway = {"error_msg": self.message, "error_code": self.code, "request_id": request_id}
            body = to_json(gateway) + b"\n"
        return make_response(self.status, body, request_id, self.headers)


def make_response(status: int, content: object, request_id: str, more_headers: Headers = ()) -> Response:
    """Return a response with the usual headers; its body is bytes, or JSON of anything else."""
    body = content if isinstance(content, bytes) else to_json(content)
    headers = (
        ("Server", "api-gateway"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        (facts.REQUEST_ID_HEADER, request_id),
        *more_headers,
    )
    return Response(status, headers, body)


def timestamp(request: Request, later: int = 0) -> str:
    """Format the time at which a request was received, or some milliseconds later, as IAM does."""
    return f"{request.moment + timedelta(milliseconds=later):%Y-%m-%dT%H:%M:%S.%f}Z"
