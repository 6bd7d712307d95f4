"""From a call to an HTTP request, and from what came of it to an answer or an error; the same for both drivers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from .._errors import APIConnectionError, APIError, APITimeoutError
from .._httpx import httpx
from .project import Project
from .response import Answer, unusable
from .steps import Call

_log = logging.getLogger("kps_tasks")


def request_of(http: httpx.Client | httpx.AsyncClient, call: Call, project: Project) -> httpx.Request:
    """Build the request that the generated client describes."""
    described = call.operation._get_kwargs(project.id, **call.params)
    if call.timeout is not None:
        described["timeout"] = min(call.timeout, http.timeout.read or call.timeout)
    return http.build_request(**described)


def answer_of(response: httpx.Response, content: bytes, redact: Callable[[str], str]) -> Answer:
    """Take what is needed from a response that came whole."""
    answer = Answer(_line(response.request), response.status_code, response.headers, content, redact)
    if _log.isEnabledFor(logging.DEBUG):
        size, request_id = len(content), answer.request_id
        _log.debug("%s: HTTP %s, %s bytes, request id %s", answer.request, answer.status, size, request_id)
    return answer


# What httpx lets through besides its own errors: of the event loop, of resolving a name, of a closed connection.
ODD_ERRORS = (httpx.InvalidURL, RuntimeError, OSError, ValueError, OverflowError, ExceptionGroup)

_CUT = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, RuntimeError)


def error_of(
    error: Exception, request: httpx.Request, response: httpx.Response | None, redact: Callable[[str], str]
) -> tuple[Exception | None, APIError]:
    """Return the error of this package that *error* stands for, and before it what may be shown as its cause."""
    line, what = _line(_failed(error, request)), redact(str(error)) or type(error).__name__
    # A cause that would show the credential in a traceback is left out; one about an encoding holds the whole text.
    cause = error if redact(str(error)) == str(error) and not isinstance(error, UnicodeError) else None
    _log.debug("%s: %s: %s", line, type(error).__name__, what)
    known: dict[str, Any] = {}
    if response is not None:
        request_id = redact(response.headers.get("x-request-id", "")) or None
        known = {"status_code": response.status_code, "request_id": request_id}
        if isinstance(error, httpx.DecodingError):
            answer = Answer(line, response.status_code, response.headers, b"", redact)
            return cause, unusable(answer, f"its content encoding is broken: {what}")
    if isinstance(error, httpx.TimeoutException):
        return cause, APITimeoutError(f"{line}: no answer in time ({type(error).__name__})", **known)
    part = "only part of the answer" if known else "no answer"
    failure = APIConnectionError(f"{line}: {part}: {what}", **known, hint="Check the endpoint and the network.")
    failure.at_once = not known and isinstance(error, _CUT)
    return cause, failure


def _failed(error: Exception, request: httpx.Request) -> httpx.Request:
    """Return the request that failed: *request*, or one that its credential had to send first."""
    try:
        return error.request if isinstance(error, httpx.RequestError) else request
    except RuntimeError:  # it knows none
        return request


def _line(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"
