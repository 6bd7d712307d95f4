"""All hosts that the mock stands in for: the service, and beside it IAM and a server's metadata."""

from attrs import evolve

from ._handler import handle
from ._iam import issue_token, list_projects
from ._messages import Request, Response
from ._metadata import issue_metadata_token, show_security_key
from ._signature import access_key_id
from ._state import State


def answer(state: State, request: Request) -> tuple[State, Response]:
    """Answer a request; the state is another one where a token was given or a signature refused."""
    match request.method, request.path:
        case "POST", "/v3/auth/tokens":
            changed, response = issue_token(state, request)
        case "GET", "/v3/projects":
            changed, response = state, list_projects(state, request)
        case "PUT", "/meta-data/latest/api/token":
            changed, response = issue_metadata_token(state, request)
        case "GET", "/openstack/latest/securitykey":
            changed, response = state, show_security_key(state, request)
        case _:
            changed, response = state, handle(state, request)
    return _after_use(changed, request, response), response


def _after_use(state: State, request: Request, response: Response) -> State:
    """Count refused signatures, as too many in a row lock the key."""
    key_id = access_key_id(request)
    if key_id is None or key_id not in state.identities.access_keys:
        return state
    key = state.identities.access_keys[key_id]
    if state.now < key.locked_until or (response.status != 401 and not key.failures):
        return state
    return evolve(state, identities=state.identities.with_use(key_id, response.status != 401, state.now))
