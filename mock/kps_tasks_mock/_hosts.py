"""Which host a request is for: the service, IAM or a cloud server's metadata; the last two have their own paths."""

from attrs import evolve

from . import _iam, _kps, _metadata
from ._messages import Request, Response
from ._responses import Refusal
from ._routes import METADATA_KEY, METADATA_TOKEN, PROJECTS, TOKENS, route_of
from ._signature import access_key_id
from ._state import State

_OTHER_HOSTS = {
    ("POST", TOKENS): _iam.issue_token,
    ("GET", PROJECTS): _iam.list_projects,
    ("PUT", METADATA_TOKEN): _metadata.issue_token,
    ("GET", METADATA_KEY): _metadata.show_security_key,
}


def respond(state: State, request: Request) -> tuple[State, Response]:
    """Respond to a request; the state changes if a token was issued or a signature refused."""
    operation = route_of(request.path).operation or ""
    host = _OTHER_HOSTS.get((request.method, operation), _kps.respond)
    try:
        state, response = host(state, request)
    except (Refusal, _iam.IamRefusal) as refusal:
        response = refusal.response(request.request_id, state.switches.speaks_chinese(request.header("X-Language")))
    return _count_refusal(state, request, response), response


def _count_refusal(state: State, request: Request, response: Response) -> State:
    """Count refused signatures, because too many in a row lock the key."""
    key_id = access_key_id(request)
    if key_id is None or key_id not in state.identities.access_keys:
        return state
    key = state.identities.access_keys[key_id]
    if state.now < key.locked_until or (response.status != 401 and not key.failures):
        return state
    return evolve(state, identities=state.identities.with_use(key_id, response.status != 401, state.now))
