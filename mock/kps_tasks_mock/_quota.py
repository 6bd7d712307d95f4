"""The quota that the service documents, enabled by a switch."""

from collections import deque

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from ._messages import Request
from ._responses import Refusal
from ._routes import route_of
from ._signature import access_key_id
from ._state import State

MINUTE = 60_000
MOST = facts.REQUESTS_PER_MINUTE


class Quota:
    """Times of requests in the last minute of the mock's clock, per credential; the vendor counts per user."""

    def __init__(self) -> None:
        self._asked: dict[str, deque[int]] = {}

    def refusal(self, state: State, request: Request) -> Refusal | None:
        """Count a request, or return its refusal if it is one too many."""
        if not route_of(request.path).project_id:
            return None
        who = access_key_id(request) or request.header(facts.TOKEN_HEADER) or ""
        asked = self._asked.setdefault(who, deque())
        while asked and asked[0] <= state.now - MINUTE:
            asked.popleft()
        if len(asked) >= MOST:
            return Refusal(KnownErrorCode.APIGW_0308, f"policy user over ratelimit,limit:{MOST},time:1 minute")
        asked.append(state.now)
        return None
