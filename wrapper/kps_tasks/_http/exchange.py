"""From a call to an HTTP request, and from what came of it to a response or an error; the same for both drivers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from kps_tasks_client import facts

from .._errors import APIConnectionError, APIError, APITimeoutError
from .._httpx import httpx
from .project import Project
from .response import APIResponse, unusable
from .steps import Call

_log = logging.getLogger("kps_tasks")


def request_of(http: httpx.Client | httpx.AsyncClient, call: Call, project: Project) -> httpx.Request:
    """Build the request that the generated client describes."""
    asked = call.build(project.id or "")
    request = http.build_request(asked.method, asked.path, params=asked.params, headers=asked.headers)
    if call.timeout is not None:
        seconds = min(call.timeout, http.timeout.read or call.timeout)
        request.extensions["timeout"] = httpx.Timeout(seconds).as_dict()
    return request


def response_of(
    response: httpx.Response, content: bytes, redact: Callable[[str], str], elapsed: float = 0.0
) -> APIResponse:
    """Take what is needed from a response that came whole."""
    came = APIResponse(_line(response.request), response.status_code, response.headers, content, redact, elapsed)
    if _log.isEnabledFor(logging.DEBUG):
        size, request_id = len(content), came.request_id
        _log.debug("%s: HTTP %s, %s bytes, request id %s", came.request, came.status, size, request_id)
    return came


# What httpx lets through besides its own errors: of the event loop, of resolving a name, of a closed connection.
UNTYPED_ERRORS = (httpx.InvalidURL, RuntimeError, OSError, ValueError, OverflowError, ExceptionGroup)

DROPPED_CONNECTION = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, RuntimeError)


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
        request_id = redact(response.headers.get(facts.REQUEST_ID_HEADER, "")) or None
        known = {"status_code": response.status_code, "request_id": request_id}
        if isinstance(error, httpx.DecodingError):
            came = APIResponse(line, response.status_code, response.headers, b"", redact)
            return cause, unusable(came, f"its content encoding is broken: {what}")
    if isinstance(error, httpx.TimeoutException):
        return cause, APITimeoutError(f"{line}: no response in time ({type(error).__name__})", **known)
    part = "only part of the response" if known else "no response"
    failure = APIConnectionError(f"{line}: {part}: {what}", **known, hint="Check the endpoint and the network.")
    failure.retry_immediately = not known and isinstance(error, DROPPED_CONNECTION)
    return cause, failure


def _failed(error: Exception, request: httpx.Request) -> httpx.Request:
    """Return the request that failed: *request*, or one that its credential had to send first."""
    try:
        return error.request if isinstance(error, httpx.RequestError) else request
    except RuntimeError:  # it knows none
        return request


def _line(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"
