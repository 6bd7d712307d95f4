"""The response to a request that meets a fault."""

import gzip
import json
from collections.abc import Callable
from http import HTTPStatus
from random import Random

from attrs import evolve

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from ._faults import Fault
from ._iam import IamRefusal
from ._json import to_json
from ._messages import Request, Response, Wire
from ._responses import Refusal, make_response, timestamp
from ._routes import PROJECTS, TOKENS, route_of
from ._signature import MOST_SKEW

CODES = {
    400: KnownErrorCode.KPS_0002,
    401: KnownErrorCode.APIGW_0301,
    403: KnownErrorCode.APIGW_0302,
    404: KnownErrorCode.APIGW_0101,
    413: KnownErrorCode.APIGW_0201,
    414: KnownErrorCode.APIGW_0201,
    429: KnownErrorCode.APIGW_0308,
    494: KnownErrorCode.APIGW_0201,
    500: KnownErrorCode.APIGW_0601,
    502: KnownErrorCode.APIGW_0201,
    503: KnownErrorCode.APIGW_0613,
    504: KnownErrorCode.APIGW_0201,
}
"""The code of a status if the fault names none."""

HTML = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n"


def spoiled(fault: Fault, request: Request, honest: Callable[[], Response], seed: int) -> Response:
    """Return the response to a request with a fault.

    Args:
        fault: What goes wrong.
        request: The request.
        honest: Returns the response without the fault; not called if the request never gets that far.
        seed: Seed of the choice of rows.
    """
    wire = Wire(fault.delay, fault.drip, fault.reset, fault.body == "cut")
    if fault.reset == "before":
        return Response(0, (), b"", wire)
    response = _response(fault, request, honest)
    if fault.rows or fault.total is not None:
        response = _page(fault, response, Random(seed))  # noqa: S311 - it decides nothing secret
    if fault.body in ("empty", "html", "bad-gzip"):
        response = _other_body(fault, response)
    return evolve(response, wire=wire)


def _response(fault: Fault, request: Request, honest: Callable[[], Response]) -> Response:
    if fault.redirect is not None:
        return make_response(fault.status or 302, b"", request.request_id, (("Location", fault.redirect),))
    if fault.credential is not None:
        return _credential(fault.credential, request).response(request.request_id)
    status = fault.status or (502 if fault.body == "html" else None)
    if status is None or status < 400:
        response = honest()
        return evolve(response, status=status or response.status)
    more = () if fault.retry_after is None else (("Retry-After", fault.retry_after),)
    return error(fault, request, status, more)


def error(fault: Fault, request: Request, status: int, more: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return an error in the form of whoever is supposed to respond."""
    form = form_of(fault, request)
    code: str = fault.error_code or code_of(status, form)
    known = facts.ERROR_CODES.get(code)
    message = fault.error_msg or (known.message if known else None) or _phrase(status)
    if form == "iam":
        refusal = IamRefusal(status, fault.error_msg or _phrase(status))
        return evolve(refusal.response(request.request_id), headers=refusal.response(request.request_id).headers + more)
    if form == "service":
        return make_response(status, {"error_code": code, "error_msg": message}, request.request_id, more)
    body = to_json({"error_msg": message, "error_code": code, "request_id": request.request_id}) + b"\n"
    return make_response(status, body, request.request_id, more)


def form_of(fault: Fault, request: Request) -> str:
    """Return whose form an error has."""
    if fault.form is None and fault.error_code is None and route_of(request.path).operation in (TOKENS, PROJECTS):
        return "iam"
    code = str(fault.error_code or CODES.get(fault.status or 0, ""))
    return fault.form or ("service" if code.startswith("KPS.") else "gateway")


def code_of(status: int, form: str) -> str:
    """Return the known code of a status in a form; for other statuses, one of the general codes."""
    default: str = CODES.get(status, KnownErrorCode.APIGW_0201)
    if default.startswith("KPS.") == (form == "service"):
        return default
    prefix = "KPS." if form == "service" else "APIGW."
    known = [code for code, one in facts.ERROR_CODES.items() if code.startswith(prefix) and status in one.statuses]
    return known[0] if known else KnownErrorCode.KPS_0004 if form == "service" else KnownErrorCode.APIGW_0201


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Request error"


def _credential(name: str, request: Request) -> Refusal:
    """Return the refusal of the credential, whatever it is."""
    if name == "revoked":
        return Refusal(KnownErrorCode.APIGW_0307)
    if name == "expired":
        return Refusal.of_credential("expired_token", expires_at=timestamp(request))
    signed = timestamp(request, -2 * MOST_SKEW * 1000)
    return Refusal.of_credential("wrong_time", signed=_compact(signed), served=_compact(timestamp(request)))


def _compact(moment: str) -> str:
    """Format a time as signatures have it."""
    return moment.partition(".")[0].replace("-", "").replace(":", "") + "Z"


def _page(fault: Fault, response: Response, random: Random) -> Response:
    if response.status != HTTPStatus.OK or not response.body.startswith(b'{"total"'):
        return response
    page = json.loads(response.body)
    rows = page["tasks"]
    if fault.rows == "lost" and rows:
        del rows[random.randrange(len(rows))]
    if fault.rows == "doubled" and rows:
        place = random.randrange(len(rows))
        rows.insert(place, rows[place])
    if fault.rows == "shuffled":
        random.shuffle(rows)
    if fault.total is not None:
        page["total"] = fault.total
    return with_body(response, to_json(page))


def _other_body(fault: Fault, response: Response) -> Response:
    if fault.body == "html":
        return with_body(response, HTML, ("Content-Type", "text/html"))
    if fault.body == "bad-gzip":
        broken = gzip.compress(response.body, mtime=0)
        return with_body(response, b"\0" + broken[1:], ("Content-Encoding", "gzip"))
    return with_body(response, b"")


def with_body(response: Response, body: bytes, *more: tuple[str, str]) -> Response:
    """Return a response with another body; *more* headers replace those of the same name."""
    changed = dict([("Content-Length", str(len(body))), *more])
    kept = tuple((name, value) for name, value in response.headers if name not in changed)
    return evolve(response, headers=(*kept, *changed.items()), body=body)
