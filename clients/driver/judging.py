"""Compare the result of a case in a client with the required one."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kps_tasks._auth import signing

from .cases import Case, documented, response_schema
from .serving import ReceivedRequest

AUTHORIZATION = re.compile(r"SDK-HMAC-SHA256 Access=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})")
NOT_OFFERED = "not offered"  # printed by a client without a helper


def fault(case: Case, seen: list[ReceivedRequest], result: dict[str, Any] | None) -> str | None:
    """Return what is wrong, in a few words; None if nothing is.

    Args:
        case: The case.
        seen: The requests received.
        result: The output of the client's program; None if there was none.
    """
    if result is None:
        return "no result"
    if case.call["do"] == "sign":
        return None if result.get("value") == case.value else f"other signatures: {result}"
    return wrong_request(case, seen) or wrong_result(case, result)


def wrong_request(case: Case, seen: list[ReceivedRequest]) -> str | None:
    """Return what is wrong with the requests."""
    if case.expect == "refusal":
        return f"sent as {seen[0].target}" if seen else None
    wanted = case.requests
    if len(seen) != wanted and not (seen and (case.tasks or wanted is None)):
        return f"{len(seen)} requests instead of {'one' if wanted == 1 else wanted or 'some'}"
    if case.pause and seen[1].at - seen[0].at < case.pause:
        return f"tried again after {seen[1].at - seen[0].at:.2f} s"
    return next((wrong for request in seen if (wrong := wrong_in(case, request))), None)


def wrong_in(case: Case, request: ReceivedRequest) -> str | None:
    """Return what is wrong with one request."""
    if case.signed:
        if request.tokens or (wrong := wrong_signature(case, request)):
            return "it has a token too" if request.tokens else wrong
    elif request.tokens != [case.token]:
        return f"the token came as {', '.join(request.tokens) or 'another header'}"
    target = urlsplit(request.target)
    if request.method != "GET" or [unquote(segment) for segment in target.path.split("/")] != case.path:
        return f"asked for {request.method} {target.path}"
    sent = parse_qs(target.query)
    for name in ("limit", "offset"):
        if name in case.call and not case.tasks and sent.get(name) != [str(case.call[name])]:
            return f"{name} came as {', '.join(sent.get(name, ['nothing']))}"
    return None


def wrong_signature(case: Case, request: ReceivedRequest) -> str | None:
    """Return what is wrong with the signature of a request, if the wrapper's own would differ."""
    found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if not found:
        return "not signed"
    names, date = found[2].split(";"), request.headers.get("x-sdk-date", "")
    must = {"host", "x-sdk-date"} | ({"x-security-token"} if "security_token" in case.call else set())
    if missing := must - set(names):
        return f"not signed: {', '.join(sorted(missing))}"
    try:
        age = datetime.now(UTC) - datetime.strptime(date, signing.DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return f"the date is {date}"
    path, _, query = request.target.partition("?")
    canonical = signing.canonical_request(
        request.method,
        path,
        signing.canonical_query(signing.pairs_of(query)),
        {name: request.headers.get(name, "") for name in names},
    )
    right = hmac.compare_digest(signing.signature(case.call["secret_key"], date, canonical), found[3])
    return None if right and abs(age) < timedelta(minutes=5) else "wrong signature"


def wrong_result(case: Case, result: dict[str, Any]) -> str | None:
    """Return what is wrong with the client's result."""
    if case.expect != "answer":
        return "taken for a success" if "value" in result else None
    if case.says:
        missing = [word for word in case.says if word not in (result.get("error") or "")]
        return f"its text lacks {', '.join(missing)}: {result.get('error')}" if missing else None
    if case.answer.status == 200:
        if "value" not in result:
            return f"error: {result.get('error') or result.get('status')}"
        if case.tasks:
            return wrong_tasks(case, [task["task_id"] for task in result["value"]["tasks"]])
        return None if documented(result["value"], response_schema(case.operation)) == case.value else "wrong value"
    if "value" in result:
        return "taken for a success"
    if result.get("status") != case.answer.status:
        return f"status lost: {result.get('error') or result.get('status')}"
    return None if (result.get("body") or "").encode() == case.answer.content else "body lost"


def wrong_tasks(case: Case, got: list[str]) -> str | None:
    """Return what is wrong with the tasks of a changing list."""
    lost = [task for task in case.tasks.stayers if task not in got] if case.tasks else []
    twice = sorted({task for task in got if got.count(task) > 1})
    return f"lost {', '.join(lost)}" if lost else f"twice {', '.join(twice)}" if twice else None
