"""Where a rule is documented, and the number that other tools use for its fault."""

from __future__ import annotations

from ..findings import Finding

LIVE, STRICT, SPEC = "settings/live.overlay.yaml", "settings/strict.overlay.yaml", "openapi.yaml"

# The documentation of each rule. Rules that are missing here need none: HTTP and common sense demand them.
PLACES = {
    "documented status": f"{SPEC}: responses of the operation",
    "content type": f"{SPEC}: content of the response",
    "body": f"{SPEC}: schema of the response",
    "header": f"{SPEC}: components.headers.RequestId; {LIVE}, {STRICT}",
    "schema": f"{SPEC}: components.schemas; {LIVE}, {STRICT}",
    "request id": f"{SPEC}: components.headers.RequestId; {LIVE}",
    "error code": f"{SPEC}: components.schemas.KnownErrorCode, x-kps-values",
    "error body": f"{STRICT}: ErrorResponse",
    "refusal": f"{SPEC}: components.responses.BadRequest, components.parameters.Limit and Offset",
    "odd request": f"{SPEC}: components.responses.BadRequest",
    "credentials": f"{SPEC}: components.securitySchemes.XAuthToken, components.responses.Unauthorized",
    "own project": f"{SPEC}: components.responses.Forbidden",
    "echo": f"{SPEC}: components.schemas.KeypairTask.properties.task_id",
    "page length": f"{SPEC}: components.parameters.Limit and Offset",
    "pages": f"{SPEC}: components.parameters.Limit and Offset",
    "one position": f"{SPEC}: components.parameters.Offset",
    "one list": f"{SPEC}: paths, ListFailedTask and ListRunningTask",
    "show and list": f"{SPEC}: components.links.GetFirstTask",
    "no return": f"{SPEC}: components.schemas.KnownTaskStatus",
    "same task": f"{SPEC}: components.schemas.KeypairTask",
    "records stay": f"{SPEC}: paths, ListFailedTask, description",
    "departed task": f"{SPEC}: paths, ListKeypairTask, description",
    "future": f"{SPEC}: components.schemas.RunningTask.properties.task_time",
}

# Fault categories of the Web Fuzzing Commons, as numbered by its report schema 0.8.0.
SERVER_ERROR, OTHER_SERVER_ERROR, INVALID_RESPONSE = 100, 121, 200
BAD_INPUT_ACCEPTED, GOOD_INPUT_REFUSED, HIDDEN_ENDPOINT, AUTHENTICATION_NOT_ENFORCED = 206, 207, 310, 311
_OF_THE_SCHEMA = ("documented status", "content type", "body", "header", "schema", "page", "error body")
_OF_A_SUCCESS = {
    "refusal": BAD_INPUT_ACCEPTED,
    "odd request": BAD_INPUT_ACCEPTED,
    "unknown task": BAD_INPUT_ACCEPTED,
    "other method": HIDDEN_ENDPOINT,
    "unknown path": HIDDEN_ENDPOINT,
    "credentials": AUTHENTICATION_NOT_ENFORCED,
    "own project": AUTHENTICATION_NOT_ENFORCED,
}


def place_of(finding: Finding) -> str:
    """Return where the rule is documented; empty if it needs no document."""
    return PLACES.get(finding.rule, "")


def fault_code(finding: Finding) -> int | None:
    """Return the fault's code in the Web Fuzzing Commons, if it has one."""
    statuses = [one.status for one in finding.shows]
    if any(status >= 500 for status in statuses):
        return SERVER_ERROR if 500 in statuses else OTHER_SERVER_ERROR
    if finding.rule in _OF_THE_SCHEMA:
        return INVALID_RESPONSE
    if finding.rule == "answered" and statuses and statuses[-1] >= 400:
        return GOOD_INPUT_REFUSED
    return _OF_A_SUCCESS.get(finding.rule) if statuses and statuses[-1] == 200 else None
