"""Compare what a client made of a case with what it should have."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .cases import Case, documented, response_schema
from .serving import ReceivedRequest


def fault(case: Case, seen: list[ReceivedRequest], result: dict[str, Any] | None) -> str | None:
    """Say in a few words what is wrong; None where nothing is.

    Args:
        case: What was to be done.
        seen: The requests that came of it.
        result: What the client's program printed about it; None where it printed nothing.
    """
    if result is None:
        return "no result"
    return wrong_request(case, seen) or wrong_result(case, result)


def wrong_request(case: Case, seen: list[ReceivedRequest]) -> str | None:
    """Say what is wrong with the requests."""
    if case.expect == "refusal":
        return f"sent as {seen[0].target}" if seen else None
    if len(seen) != 1:
        return f"{len(seen)} requests instead of one"
    request = seen[0]
    if request.tokens != [case.token]:
        return f"the token came as {', '.join(request.tokens) or 'another header'}"
    target = urlsplit(request.target)
    if request.method != "GET" or [unquote(segment) for segment in target.path.split("/")] != case.path:
        return f"asked for {request.method} {target.path}"
    sent = parse_qs(target.query)
    for name in ("limit", "offset"):
        if name in case.call and sent.get(name) != [str(case.call[name])]:
            return f"{name} came as {', '.join(sent.get(name, ['nothing']))}"
    return None


def wrong_result(case: Case, result: dict[str, Any]) -> str | None:
    """Say what is wrong with what the client made of the answer."""
    if case.expect != "answer":
        return "taken for a success" if "value" in result else None
    if case.status == 200:
        if "value" not in result:
            return f"error: {result.get('error') or result.get('status')}"
        return None if documented(result["value"], response_schema(case.operation)) == case.value else "wrong value"
    if "value" in result:
        return "taken for a success"
    if result.get("status") != case.status:
        return f"status lost: {result.get('error') or result.get('status')}"
    return None if (result.get("body") or "").encode() == case.content else "body lost"
