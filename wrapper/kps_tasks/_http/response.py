"""Read a response: its payload, or the error that it stands for. Pure, shared by sync and async."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from attrs import field, frozen

from kps_tasks_client import facts

from .._errors import APIStatusError, InvalidResponseError, status_error_class
from .hints import hint_for

_BODY_SHOWN = 2000  # characters of an unusable body kept on the error
_SNIPPET = 120  # characters of it in the message


@frozen
class APIResponse:
    """A response as it came, whichever client received it."""

    request: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    redact: Callable[[str], str]
    elapsed: float = 0.0  # seconds from the start of the call

    @property
    def request_id(self) -> str | None:
        """ID of the request, from the header that gateway and service set."""
        return self.redact(self.headers.get(facts.REQUEST_ID_HEADER, "")) or None


def read_object(response: APIResponse, expected_status: int = 200) -> dict[str, Any]:
    """Return the JSON object of a response with the expected status.

    Raises:
        APIStatusError: The status is another one.
        InvalidResponseError: The body is not a JSON object.
    """
    if response.status == expected_status:
        payload = _parse(response.content)
        if isinstance(payload, dict):
            return payload
        raise unusable(
            response, f"its body is {_kind(payload)}, not a JSON object" if payload is not _NO_JSON else None
        )
    if 200 <= response.status < 300:
        raise unusable(response, f"its status is {response.status}, not {expected_status}")
    raise _status_error(response)


def unusable(response: APIResponse, why: str | None = None) -> InvalidResponseError:
    """Return the error of a response that cannot be used; *why* defaults to what its body looks like."""
    return InvalidResponseError(
        f"{response.request}: the response cannot be used: {why or _looks(response)}",
        status_code=response.status,
        request_id=response.request_id,
        body=_text(response)[:_BODY_SHOWN],
    )


def _status_error(response: APIResponse) -> APIStatusError:
    code, message, request_id = read_error(response.content)
    shown = None if code == str(response.status) else code  # IAM's code is the status again
    said = " ".join(part for part in (f"{shown}:" if shown and message else shown, message) if part)
    if response.status in (301, 302, 303, 307, 308):
        said = "a redirect, which is never followed, so that the credential stays where it was meant to go"
    error = status_error_class(response.status)(
        f"{response.request}: HTTP {response.status}, {response.redact(said) or _looks(response)}",
        status_code=response.status,
        error_code=code and response.redact(code),
        error_msg=message and response.redact(message),
        request_id=response.request_id or (request_id and response.redact(request_id)),
        hint=hint_for(response.status, code, message),
        retry_after=_retry_after(response.headers),
        body=_text(response)[:_BODY_SHOWN],
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
    except (TypeError, ValueError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def read_error(content: bytes) -> tuple[str | None, str | None, str | None]:
    """Return code, message and request ID of an error body."""
    return _read_error(_parse(content))


def _read_error(body: object) -> tuple[str | None, str | None, str | None]:
    """Code, message and request ID of an error body in any of the forms that the service, gateway and IAM send."""
    if not isinstance(body, dict):
        return None, None, None
    for code_name, message_name in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")):
        code, message = body.get(code_name), body.get(message_name)
        if code is not None or message is not None:
            return _word(code), _word(message), _word(body.get("request_id"))
    return _read_error(body.get("error"))


def _word(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return (value or "").encode("utf-8", "backslashreplace").decode() or None  # half a character cannot be printed
    return json.dumps(value)


_NO_JSON = object()


def _parse(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return _NO_JSON


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", bool: "a boolean", type(None): "null"}.get(type(value), "a number")


def _text(response: APIResponse) -> str:
    return response.redact(response.content.decode("utf-8", "replace"))


def _looks(response: APIResponse) -> str:
    if not response.content:
        return "its body is empty"
    kind = response.redact(response.headers.get("content-type", "")).partition(";")[0].strip() or "no content type"
    text = " ".join(_text(response).split())
    return (
        f"its body says nothing that is understood ({kind}): {text[:_SNIPPET]!r}{'…' if len(text) > _SNIPPET else ''}"
    )
