"""Turn a call into an HTTP request, and its outcome into a response or an error, for both drivers."""

from __future__ import annotations

import logging
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from typing import Any

from kps_tasks_client import facts

from .._errors import APIConnectionError, APIError, APITimeoutError
from .._httpx import httpx
from .body import TooLongError
from .connection import Connection
from .limits import limits_of
from .response import APIResponse, unusable
from .steps import Call

_log = logging.getLogger("kps_tasks")


def request_of(given: httpx.Client | httpx.AsyncClient | None, call: Call, connection: Connection) -> httpx.Request:
    """Build the request that the generated client describes."""
    asked = call.build(connection.project.id or "")
    request = connection.request(given, asked.method, connection.url(asked.path, asked.params), asked.headers)
    if call.timeout is not None:
        limits = connection.timeout.as_dict()
        shorter = {part: min(call.timeout, limit or call.timeout) for part, limit in limits.items()}
        request.extensions["timeout"] = shorter
    return request


def response_of(
    response: httpx.Response, content: bytes, redact: Callable[[str], str], elapsed: float = 0.0
) -> APIResponse:
    """Take what is needed from a complete response."""
    line, limits = _line(response.request), limits_of(response.request)
    return APIResponse(line, response.status_code, response.headers, content, redact, elapsed, limits)


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
    """Return the extra fields of a log record, the same with and without a response."""
    return {
        "method": request.method,
        "url": str(request.url),
        "attempt": attempt,
        "seconds": round(seconds, 6),
        "status": status,
        "request_id": request_id,
    }


# Errors of others that httpx lets through: event loop, name resolution, closed connections.
_UNTYPED = (httpx.InvalidURL, RuntimeError, OSError, ValueError, OverflowError, ExceptionGroup)


def request_errors() -> tuple[type[Exception], ...]:
    """Return all errors with which a request may fail."""
    return (httpx.RequestError, *_UNTYPED, *_socks_errors())


def _socks_errors() -> tuple[type[Exception], ...]:
    socksio = sys.modules.get("socksio")
    return (socksio.SOCKSError,) if socksio else ()


_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_CERTIFICATES = {  # by OpenSSL's wording
    "has expired": "The server's certificate has expired. Check this machine's date; if it is right, the server's "
    "operator must renew the certificate.",
    "not yet valid": "The server's certificate is not valid yet. Check this machine's date.",
    "mismatch": "The certificate is for another host. Check the endpoint, and whether a proxy responds in its place.",
    "": "The server's certificate is not trusted: give the file of the authority that issued it, as verify or in "
    "SSL_CERT_FILE.",
}
_NO_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
TRY_LATER = "Try again later, or set a longer timeout or deadline."
_ABOUT_PROXY = "Check the address and the password of the proxy; hosts in NO_PROXY bypass it."

DROPPED_CONNECTION = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, RuntimeError)


def error_of(
    error: Exception,
    request: httpx.Request,
    response: httpx.Response | None,
    connection: Connection,
    elapsed: float,
    attempt: int,
) -> tuple[Exception | None, APIError]:
    """Return the cause that may be shown, if any, and the error of this package for *error*."""
    cause, failure = _error_of(error, _failed(error, request), response, connection)
    failure.elapsed = elapsed
    for each in _chain(error):
        each.__traceback__ = None  # its frames hold the request with the credential
    extra = record(_failed(error, request), attempt, elapsed, failure.status_code, failure.request_id)
    _log.debug("%s (%s)", failure.message, type(error).__name__, extra=extra)
    return cause, failure


def _error_of(
    error: Exception, request: httpx.Request, response: httpx.Response | None, connection: Connection
) -> tuple[Exception | None, APIError]:
    redact = connection.redact
    line, what = _line(request), redact(str(error)) or type(error).__name__
    # Omit a cause that would show the credential in a traceback; an encoding error contains the whole text.
    cause = error if redact(str(error)) == str(error) and not isinstance(error, UnicodeError) else None
    known: dict[str, Any] = {}
    if response is not None:
        request_id = redact(response.headers.get(facts.REQUEST_ID_HEADER, "")) or None
        known = {"status_code": response.status_code, "request_id": request_id}
    proxy = None if known else connection.proxy_for(request.url)
    through = f" through the proxy {proxy}" if proxy else ""
    if isinstance(error, httpx.DecodingError):
        came = APIResponse(
            line, response.status_code if response else 200, response.headers if response else {}, b"", redact
        )
        return cause, unusable(
            came, what if isinstance(error, TooLongError) else f"its content encoding is broken: {what}"
        )
    if isinstance(error, httpx.TimeoutException):
        why = f"{line}: no response in time{through} ({type(error).__name__})"
        return cause, APITimeoutError(why, **known, hint=TRY_LATER)
    part = "only part of the response" if known else f"no response{through}"
    hint, may_pass = "Check the endpoint and the network.", True
    if not known and _UNTRUSTED in what.upper():
        hint, may_pass = next(advice for sign, advice in _CERTIFICATES.items() if sign in what), False
    elif not known and isinstance(error, (httpx.ProxyError, *_socks_errors())):
        part, hint = f"the proxy {proxy or ''} refused it".replace("  ", " "), _ABOUT_PROXY
    elif proxy and isinstance(error, httpx.ConnectError) and _is_of_tcp(error):
        part, hint = f"the proxy {proxy} cannot be reached", _ABOUT_PROXY
    elif any(isinstance(each, socket.gaierror) and each.errno in _NO_HOST for each in _chain(error)):
        hint, may_pass = (
            f"The host {request.url.host} cannot be resolved: check the endpoint or region, and the network.",
            False,
        )
    failure = APIConnectionError(f"{line}: {part}: {what}", **known, hint=hint)
    failure.retry_immediately = not known and isinstance(error, DROPPED_CONNECTION)
    failure.may_pass = may_pass
    return cause, failure


def _is_of_tcp(error: Exception) -> bool:
    """Whether there was no TCP connection; if TLS failed, the proxy was reached."""
    wrapped = error.__cause__  # httpcore's error, which wraps the one of the system; with aiohttp, that one itself
    origin = wrapped and (wrapped.__context__ or wrapped)
    return isinstance(origin, OSError) and not isinstance(origin, ssl.SSLError)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _failed(error: Exception, request: httpx.Request) -> httpx.Request:
    """Return the request that failed: *request*, or one that its credential had to send first."""
    try:
        return error.request if isinstance(error, httpx.RequestError) else request
    except RuntimeError:  # the error has no request
        return request


def _line(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"
