"""Read a response: its payload, or the error that it stands for. No I/O; shared by sync and async."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any

from attrs import frozen

from kps_tasks_client import facts

from .._errors import APIStatusError, InvalidResponseError, status_error_class
from .._models.text import printable
from .limits import DEFAULT, ResponseLimits

_SNIPPET = 120  # characters of an unusable body in the message of its error
_NESTED = 5  # maximum depth of "error" within "error"; IAM has one


@frozen(eq=False, repr=False)
class APIResponse:
    """A response as it came, whichever client received it."""

    request: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    redact: Callable[[str], str]
    elapsed: float = 0.0  # seconds from the start of the call
    limits: ResponseLimits = DEFAULT

    @property
    def request_id(self) -> str | None:
        """ID of the request, from the header that gateway and service set."""
        return self.redact(self.headers.get(facts.REQUEST_ID_HEADER, "")) or None


def check_status(response: APIResponse, expected: int = 200) -> None:
    """Check that a response has the expected status.

    Raises:
        APIStatusError: The status says that the call failed.
        InvalidResponseError: It is another status of success.
    """
    if response.status == expected:
        return
    if 200 <= response.status < 300:
        raise unusable(response, f"its status is {response.status}, not {expected}")
    raise _status_error(response)


def read_object(response: APIResponse, expected_status: int = 200) -> dict[str, Any]:
    """Return the JSON object of a response with the expected status.

    Raises:
        APIStatusError: The status says that the call failed.
        InvalidResponseError: It is another status of success, or the body is not a JSON object.
    """
    check_status(response, expected_status)
    payload = _parse(response.content)
    depth = response.limits.depth
    if _may_be_deep(response.content, payload, depth) and _is_deeper(payload, depth):
        raise unusable(response, f"it is nested more than {depth} levels deep")
    if isinstance(payload, dict):
        return payload
    why = None if payload is _NO_JSON else f"its body is {_kind(payload)}, not a JSON object"
    del payload  # it may echo a secret, and some tools show the variables of every frame
    raise unusable(response, why)


def unusable(response: APIResponse, why: str | None = None) -> InvalidResponseError:
    """Return the error for an unusable response; *why* defaults to what the body looks like."""
    return InvalidResponseError(
        f"{response.request}: the response cannot be used: {why or _looks(response)}",
        status_code=response.status,
        request_id=response.request_id,
        body=_text(response)[: response.limits.text],
    )


def _status_error(response: APIResponse) -> APIStatusError:
    from .hints import hint_for  # here, because most programs meet no error

    code, message, request_id = read_error(response.content, response.limits.text)
    shown = None if code == str(response.status) else code  # IAM repeats the status as the code
    said = " ".join(part for part in (f"{shown}:" if shown and message else shown, message) if part)
    if response.status in (301, 302, 303, 307, 308):
        said = "a redirect, which is never followed, so that the credential is not sent elsewhere"
    error = status_error_class(response.status)(
        f"{response.request}: HTTP {response.status}, {printable(response.redact(said)) or _looks(response)}",
        status_code=response.status,
        error_code=code and response.redact(code),
        error_msg=message and response.redact(message),
        request_id=response.request_id or (request_id and response.redact(request_id)),
        hint=hint_for(response.status, code, message),
        retry_after=_retry_after(response.headers),
        body=_text(response)[: response.limits.text],
    )
    error.elapsed = response.elapsed
    return error


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the response asks to wait: given as such, or as a date."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    date, now = _date(asked), _date(headers.get("date", ""))
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds()) if date else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def read_error(content: bytes, most: int = DEFAULT.text) -> tuple[str | None, str | None, str | None]:
    """Return code, message and request ID of an error body, each of at most *most* characters."""
    return _read_error(_parse(content), most)


def _read_error(body: object, most: int) -> tuple[str | None, str | None, str | None]:
    """Code, message and request ID of an error body in any of the forms that the service, gateway and IAM send."""
    for _ in range(_NESTED):
        if not isinstance(body, dict):
            break
        for code_name, message_name in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")):
            code, message = body.get(code_name), body.get(message_name)
            if code is not None or message is not None:
                return _word(code, most), _word(message, most), _word(body.get("request_id"), most)
        body = body.get("error")
    return None, None, None


def _word(value: object, most: int) -> str | None:
    """Return a value as printable text of limited length."""
    if value is None or isinstance(value, str):
        text = value or ""
    else:
        try:
            text = json.dumps(value)
        except RecursionError:
            text = f"({_kind(value)}, nested too deeply)"
    shown = text if len(text) <= most else f"{text[:most]}…"
    return shown.encode("utf-8", "backslashreplace").decode() or None  # a lone surrogate cannot be printed


_NO_JSON = object()


def _parse(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return _NO_JSON


def _may_be_deep(content: bytes, payload: object, levels: int) -> bool:
    """Whether there are enough brackets; the rows of a page, side by side, count for nothing."""
    rows = payload.get("tasks") if isinstance(payload, dict) else None
    brackets = len(content) - len(content.replace(b"{", b"").replace(b"[", b""))  # faster than counting
    return brackets - (len(rows) if isinstance(rows, list) else 0) > levels


def _is_deeper(value: object, levels: int) -> bool:
    """Whether a value is nested deeper than *levels*."""
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(levels):
        inner = chain.from_iterable(each.values() if isinstance(each, dict) else each for each in level)
        level = [each for each in inner if isinstance(each, (dict, list))]
    return bool(level)


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def _text(response: APIResponse) -> str:
    return response.redact(response.content.decode("utf-8", "replace"))


def _looks(response: APIResponse) -> str:
    if not response.content:
        return "its body is empty"
    kind = response.redact(response.headers.get("content-type", "")).partition(";")[0].strip() or "no content type"
    text = " ".join(_text(response).split())
    return f"its body is not understood ({kind}): {text[:_SNIPPET]!r}{'…' if len(text) > _SNIPPET else ''}"
