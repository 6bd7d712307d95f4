"""The rules of the service: which response a request gets. The same state and request always give the same response."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from ._admission import admit
from ._messages import Request, Response
from ._responses import Refusal, make_response
from ._routes import route_of
from ._state import State
from ._tasks import FAILED_LIST, RUNNING_LIST

_LISTS = {"ListFailedTask": FAILED_LIST, "ListRunningTask": RUNNING_LIST}


def respond(state: State, request: Request) -> tuple[State, Response]:
    """Respond to a request; the state does not change.

    Raises:
        Refusal: The response is an error.
    """
    route = route_of(request.path)
    if not route.project_id or route.operation is None:
        raise Refusal(KnownErrorCode.APIGW_0101)
    project = admit(state, request, route.project_id, route.operation)
    if route.operation in _LISTS:
        offset, limit = _window(request.query, state.switches["bad_limit"] == "clamp")
        page = project.page(_LISTS[route.operation], offset, limit, state.now, state.switches)
        return state, make_response(200, page, request.request_id)
    row = project.row(route.task_id, state.now, state.switches)
    if row is None:
        status = int(state.switches["unknown_task"])
        raise Refusal(KnownErrorCode.KPS_0001, status=status)
    return state, make_response(200, row, request.request_id)


@lru_cache(1024)
def _window(query: str, clamp: bool) -> tuple[int, int]:
    """Return offset and limit of a query."""
    limit = _number(query, "limit", facts.LIMIT, facts.DEFAULT_LIMIT, clamp)
    return _number(query, "offset", facts.OFFSET, facts.OFFSET.start, clamp), limit


def _number(query: str, name: str, allowed: range, default: int, clamp: bool) -> int:
    """Return a number from the query; like the service's, the refusal of an invalid one does not say which."""
    values = [value for key, value in parse_qsl(query, keep_blank_values=True) if key == name] if query else []
    if not values:
        return default
    # Ten digits are more than any range needs, and keep int() from refusing a text for its length.
    if len(values) > 1 or not re.fullmatch("-?[0-9]{1,10}" if clamp else "[0-9]{1,10}", values[0]):
        raise Refusal(KnownErrorCode.KPS_0002)
    number = int(values[0])
    if number not in allowed:
        if not clamp:
            raise Refusal(KnownErrorCode.KPS_0002)
        number = min(max(number, allowed.start), allowed[-1])
    return number
