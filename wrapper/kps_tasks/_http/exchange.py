"""From a call to an HTTP request, and from what came of it to a response or an error; the same for both drivers."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from typing import Any

from kps_tasks_client import facts

from .._errors import APIConnectionError, APIError, APITimeoutError
from .._httpx import httpx
from .connection import Connection
from .response import APIResponse, unusable
from .steps import Call

_log = logging.getLogger("kps_tasks")


def request_of(http: httpx.Client | httpx.AsyncClient, call: Call, connection: Connection) -> httpx.Request:
    """Build the request that the generated client describes."""
    asked = call.build(connection.project.id or "")
    url = f"{str(connection.endpoint).rstrip('/')}{asked.path}"
    request = connection.request(http, asked.method, url, asked.params or {}, **(asked.headers or {}))
    if call.timeout is not None:
        limits = connection.timeout.as_dict()
        shorter = {part: min(call.timeout, limit or call.timeout) for part, limit in limits.items()}
        request.extensions["timeout"] = shorter
    return request


def response_of(
    response: httpx.Response, content: bytes, redact: Callable[[str], str], elapsed: float = 0.0
) -> APIResponse:
    """Take what is needed from a response that came whole."""
    return APIResponse(_line(response.request), response.status_code, response.headers, content, redact, elapsed)


def logged(response: APIResponse, request: httpx.Request, attempt: int = 1) -> APIResponse:
    """Log a response, and return it."""
    if _log.isEnabledFor(logging.DEBUG):
        extra = record(request, attempt, response.elapsed, response.status, response.request_id)
        said = (response.request, response.status, len(response.content), response.request_id)
        _log.debug("%s: HTTP %s, %s bytes, request id %s", *said, extra=extra)
    return response


def record(
    request: httpx.Request, attempt: int, seconds: float, status: int | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Return what a record of the log has beside its message: the same fields for a response and for none."""
    return {
        "method": request.method,
        "url": str(request.url),
        "attempt": attempt,
        "seconds": round(seconds, 6),
        "status": status,
        "request_id": request_id,
    }


# What httpx lets through besides its own errors: of the event loop, of resolving a name, of a closed connection.
UNTYPED_ERRORS = (httpx.InvalidURL, RuntimeError, OSError, ValueError, OverflowError, ExceptionGroup)

_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_ABOUT_PROXY = "Check the address and the password of the proxy; NO_PROXY names hosts that need none."

DROPPED_CONNECTION = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, RuntimeError)


def error_of(
    error: Exception,
    request: httpx.Request,
    response: httpx.Response | None,
    connection: Connection,
    elapsed: float,
    attempt: int,
) -> tuple[Exception | None, APIError]:
    """Return the error of this package that *error* stands for, and before it what may be shown as its cause."""
    cause, failure = _error_of(error, _failed(error, request), response, connection)
    failure.elapsed = elapsed
    extra = record(_failed(error, request), attempt, elapsed, failure.status_code, failure.request_id)
    _log.debug("%s (%s)", failure.message, type(error).__name__, extra=extra)
    return cause, failure


def _error_of(
    error: Exception, request: httpx.Request, response: httpx.Response | None, connection: Connection
) -> tuple[Exception | None, APIError]:
    redact = connection.redact
    line, what = _line(request), redact(str(error)) or type(error).__name__
    # A cause that would show the credential in a traceback is left out; one about an encoding holds the whole text.
    cause = error if redact(str(error)) == str(error) and not isinstance(error, UnicodeError) else None
    known: dict[str, Any] = {}
    if response is not None:
        request_id = redact(response.headers.get(facts.REQUEST_ID_HEADER, "")) or None
        known = {"status_code": response.status_code, "request_id": request_id}
        if isinstance(error, httpx.DecodingError):
            came = APIResponse(line, response.status_code, response.headers, b"", redact)
            return cause, unusable(came, f"its content encoding is broken: {what}")
    proxy = None if known else connection.proxy_for(request.url)
    through = f" through the proxy {proxy}" if proxy else ""
    if isinstance(error, httpx.TimeoutException):
        return cause, APITimeoutError(f"{line}: no response in time{through} ({type(error).__name__})", **known)
    part = "only part of the response" if known else f"no response{through}"
    hint = "Check the endpoint and the network."
    if not known and _UNTRUSTED in what.upper():
        hint = (
            "The certificate of the other side is not trusted: give the file of the authority that issued it, as "
            "verify or in SSL_CERT_FILE."
        )
    elif not known and isinstance(error, httpx.ProxyError):
        part, hint = f"the proxy {proxy or ''} refused it".replace("  ", " "), _ABOUT_PROXY
    elif proxy and isinstance(error, httpx.ConnectError) and _is_of_tcp(error):
        part, hint = f"the proxy {proxy} cannot be reached", _ABOUT_PROXY
    failure = APIConnectionError(f"{line}: {part}: {what}", **known, hint=hint)
    failure.retry_immediately = not known and isinstance(error, DROPPED_CONNECTION)
    return cause, failure


def _is_of_tcp(error: Exception) -> bool:
    """Whether the other side was not reached at all; where TLS failed, the proxy was."""
    origin = error.__cause__ and error.__cause__.__context__  # httpx's error is from httpcore's, and that from this one
    return isinstance(origin, OSError) and not isinstance(origin, ssl.SSLError)


def _failed(error: Exception, request: httpx.Request) -> httpx.Request:
    """Return the request that failed: *request*, or one that its credential had to send first."""
    try:
        return error.request if isinstance(error, httpx.RequestError) else request
    except RuntimeError:  # it knows none
        return request


def _line(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"
