"""Where it is written what a rule demands, and the number that other tools have for such a fault."""

from __future__ import annotations

from ..findings import Finding

LIVE, STRICT, SPEC = "settings/live.overlay.yaml", "settings/strict.overlay.yaml", "openapi.yaml"

# What is documented, by the name of the rule. Rules that are not here need no document: HTTP and plain sense say them.
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
SERVER_ERROR, SCHEMA, SUCCESS_ON_BAD = 100, 101, 102
_OF_THE_SCHEMA = ("documented status", "content type", "body", "header", "schema", "page", "error body")


def place_of(finding: Finding) -> str:
    """Return where it is documented; empty where no document is needed."""
    return PLACES.get(finding.rule, "")


def fault_code(finding: Finding) -> int | None:
    """Return the code of the fault in the Web Fuzzing Commons, as far as it has one for it."""
    if any(500 <= one.status < 600 for one in finding.shows) or "500" in finding.message.split():
        return SERVER_ERROR
    if finding.rule in _OF_THE_SCHEMA:
        return SCHEMA
    if finding.rule in ("refusal", "odd request") and finding.shows and finding.shows[-1].status == 200:
        return SUCCESS_ON_BAD
    return None
