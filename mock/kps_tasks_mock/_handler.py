"""The rules: which request gets which answer. Pure; the same state and request give the same answer."""

import re
from urllib.parse import parse_qsl, unquote

from ._admission import admit
from ._answers import Refusal, Row, failed_row, page_found, running_row, task_found
from ._messages import Request, Response
from ._state import State

LIMITS = range(1, 1000 + 1)
OFFSETS = range(100_000 + 1)
DEFAULT_LIMIT = 1000
DEFAULT_OFFSET = 0


def handle(state: State, request: Request) -> Response:
    """Answer a request."""
    try:
        return _answer(state, request)
    except Refusal as refusal:
        return refusal.response(request.request_id)


def _answer(state: State, request: Request) -> Response:
    match _segments(request.path):
        case ["v3", project_id, "tasks", task_id] if project_id and task_id:
            admit(state, request, project_id, "gettask")
            return _show_task(state, request, project_id, task_id)
        case ["v3", project_id, "failed-tasks"] if project_id:
            admit(state, request, project_id, "getfailtask")
            rows = [failed_row(failure) for failure in state.projects[project_id].failed(state.now)]
            return _show_page(request, rows)
        case ["v3", project_id, "running-tasks"] if project_id:
            admit(state, request, project_id, "getrunningtask")
            rows = [running_row(task) for task in state.projects[project_id].running(state.now)]
            return _show_page(request, rows)
        case _:
            raise Refusal("APIGW.0101")


def _segments(path: str) -> list[str]:
    """Split before decoding, so that an encoded slash stays inside its segment."""
    return [unquote(segment) for segment in path.removeprefix("/").split("/")]


def _show_task(state: State, request: Request, project_id: str, task_id: str) -> Response:
    task = state.projects[project_id].tasks.get(task_id)
    if task is None:
        raise Refusal("KPS.0001")
    return task_found(task, state.now, request.request_id)


def _show_page(request: Request, rows: list[Row]) -> Response:
    limit = _number(request.query, "limit", LIMITS, DEFAULT_LIMIT)
    offset = _number(request.query, "offset", OFFSETS, DEFAULT_OFFSET)
    return page_found(len(rows), rows[offset : offset + limit], request.request_id)


def _number(query: str, name: str, allowed: range, default: int) -> int:
    """Read a number of the query; the answer to a bad one does not say which, as with the service."""
    values = [value for key, value in parse_qsl(query, keep_blank_values=True) if key == name]
    if not values:
        return default
    # Ten digits are more than any range needs and keep int() away from texts it refuses for their length.
    if len(values) > 1 or not re.fullmatch("[0-9]{1,10}", values[0]) or int(values[0]) not in allowed:
        raise Refusal("KPS.0002")
    return int(values[0])
