"""Read an answer: its payload, or the error that it stands for. Pure, shared by sync and async."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from attrs import field, frozen

from .._errors import APIStatusError, InvalidResponseError, status_error_class
from .hints import advice

_BODY_SHOWN = 2000  # characters of an unusable body kept on the error
_SNIPPET = 120  # characters of it in the message


@frozen
class Answer:
    """An answer as it came, whichever client received it."""

    request: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    redact: Callable[[str], str]

    @property
    def request_id(self) -> str | None:
        """ID of the request, from the header that gateway and service set."""
        return self.redact(self.headers.get("x-request-id", "")) or None


def read_object(answer: Answer, good: int = 200) -> dict[str, Any]:
    """Return the JSON object of a good answer.

    Raises:
        APIStatusError: The status is not the *good* one.
        InvalidResponseError: The body is not a JSON object.
    """
    if answer.status == good:
        payload = _parse(answer.content)
        if isinstance(payload, dict):
            return payload
        raise unusable(answer, f"its body is {_kind(payload)}, not a JSON object" if payload is not _NO_JSON else None)
    if 200 <= answer.status < 300:
        raise unusable(answer, f"its status is {answer.status}, not {good}")
    raise _status_error(answer)


def unusable(answer: Answer, why: str | None = None) -> InvalidResponseError:
    """Return the error of an answer that came and cannot be used; *why* defaults to what its body looks like."""
    return InvalidResponseError(
        f"{answer.request}: the answer cannot be used: {why or _looks(answer)}",
        status_code=answer.status,
        request_id=answer.request_id,
        body=_text(answer)[:_BODY_SHOWN],
    )


def _status_error(answer: Answer) -> APIStatusError:
    code, message, request_id = read_error(answer.content)
    shown = None if code == str(answer.status) else code  # IAM's code is the status again
    said = " ".join(part for part in (f"{shown}:" if shown and message else shown, message) if part)
    if answer.status in (301, 302, 303, 307, 308):
        said = "a redirect, which is never followed, so that the credential stays where it was meant to go"
    return status_error_class(answer.status)(
        f"{answer.request}: HTTP {answer.status}, {answer.redact(said) or _looks(answer)}",
        status_code=answer.status,
        error_code=code and answer.redact(code),
        error_msg=message and answer.redact(message),
        request_id=answer.request_id or (request_id and answer.redact(request_id)),
        hint=advice(answer.status, code, message),
        retry_after=_retry_after(answer.headers),
        body=_text(answer)[:_BODY_SHOWN],
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the answer asks to wait: given as such, or as a date."""
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


def _text(answer: Answer) -> str:
    return answer.redact(answer.content.decode("utf-8", "replace"))


def _looks(answer: Answer) -> str:
    if not answer.content:
        return "its body is empty"
    kind = answer.redact(answer.headers.get("content-type", "")).partition(";")[0].strip() or "no content type"
    text = " ".join(_text(answer).split())
    return (
        f"its body says nothing that is understood ({kind}): {text[:_SNIPPET]!r}{'…' if len(text) > _SNIPPET else ''}"
    )
