"""Check who sends a request, and whether they may."""

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from ._identities import ACTIONS, Rights
from ._messages import Request
from ._responses import Refusal
from ._signature import is_signed, verify
from ._state import Project, State


def admit(state: State, request: Request, project_id: str, operation: str) -> Project:
    """Return the project if the request is allowed there; credentials are checked before method and parameters."""
    rights = rights_of(state, request)
    if not rights.cover(project_id) or project_id not in state.projects:
        raise Refusal(KnownErrorCode.APIGW_0302)
    if request.method != "GET":
        # An assumption: no such refusal was ever recorded, and no known code has status 405.
        raise Refusal(KnownErrorCode.APIGW_0101, status=405, headers=(("Allow", "GET"),))
    if ACTIONS[operation] not in rights.actions:
        raise Refusal(KnownErrorCode.KPS_9003)
    return state.projects[project_id]


def rights_of(state: State, request: Request) -> Rights:
    """Return the rights of the credential that a request carries."""
    if is_signed(request):
        return verify(state, request).rights
    text = request.header(facts.TOKEN_HEADER)
    if text is None:
        raise Refusal.of_credential("no_credential")
    token = state.identities.tokens.get(text)
    if token is None:
        raise Refusal.of_credential("damaged_token")
    if token.revoked:
        raise Refusal(KnownErrorCode.APIGW_0307)
    if token.expires is not None and state.now >= token.expires:
        raise Refusal.of_credential("expired_token", expires_at=token.expires_at)
    return token.rights
