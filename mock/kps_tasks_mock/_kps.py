"""The rules of the service: which request gets which response. Pure; the same state and request give the same one."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from ._admission import admit
from ._messages import Request, Response
from ._responses import Refusal, make_response
from ._state import Failure, Project, Row, State, Task


def respond(state: State, request: Request) -> tuple[State, Response]:
    """Respond to a request; the state stays as it is.

    Raises:
        Refusal: The response is an error.
    """
    body: object
    match [unquote(segment) for segment in request.path.removeprefix("/").split("/")]:  # an encoded slash stays inside
        case ["v3", project_id, "tasks", task_id] if project_id and task_id:
            body = _one_task(admit(state, request, project_id, "ListKeypairTask"), task_id, state.now)
        case ["v3", project_id, "failed-tasks"] if project_id:
            failed = admit(state, request, project_id, "ListFailedTask").failed(state.now)
            body = _page(request, failed, "FailedTask", state.now)
        case ["v3", project_id, "running-tasks"] if project_id:
            running = admit(state, request, project_id, "ListRunningTask").running(state.now)
            body = _page(request, running, "RunningTask", state.now)
        case _:
            raise Refusal(KnownErrorCode.APIGW_0101)
    return state, make_response(200, body, request.request_id)


def _one_task(project: Project, task_id: str, now: int) -> Row:
    if task_id not in project.tasks:
        raise Refusal(KnownErrorCode.KPS_0001)
    return project.tasks[task_id].row("KeypairTask", now)


def _page(request: Request, listed: Sequence[Failure | Task], schema: str, now: int) -> Row:
    limit = _number(request.query, "limit", facts.LIMIT, facts.DEFAULT_LIMIT)
    offset = _number(request.query, "offset", facts.OFFSET, facts.OFFSET.start)
    return {"total": len(listed), "tasks": [one.row(schema, now) for one in listed[offset : offset + limit]]}


def _number(query: str, name: str, allowed: range, default: int) -> int:
    """Return a number of the query; the refusal of a bad one does not say which, as with the service."""
    values = [value for key, value in parse_qsl(query, keep_blank_values=True) if key == name]
    if not values:
        return default
    # Ten digits are more than any range needs and keep int() away from texts it refuses for their length.
    if len(values) > 1 or not re.fullmatch("[0-9]{1,10}", values[0]) or int(values[0]) not in allowed:
        raise Refusal(KnownErrorCode.KPS_0002)
    return int(values[0])
