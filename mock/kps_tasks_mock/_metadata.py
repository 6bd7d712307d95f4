"""A cloud server's metadata service: the access key that the server was given."""

from hashlib import sha256

from attrs import evolve

from kps_tasks_client.models import KnownErrorCode

from ._identities import TOKEN_LIFE
from ._messages import Request, Response
from ._responses import Refusal, make_response, timestamp
from ._state import State


def issue_token(state: State, request: Request) -> tuple[State, Response]:
    """Respond with the token that the request for the key needs."""
    if request.header("X-Metadata-Token-Ttl-Seconds") is None:
        raise Refusal(KnownErrorCode.APIGW_0101)
    text = sha256(request.request_id.encode()).hexdigest()
    identities = evolve(state.identities, metadata_token=text)
    return evolve(state, identities=identities), make_response(200, text.encode(), request.request_id)


def show_security_key(state: State, request: Request) -> tuple[State, Response]:
    """Respond with the access key, if the seed gives the server one."""
    keys = [(name, key) for name, key in state.identities.access_keys.items() if key.metadata]
    if not keys or request.header("X-Metadata-Token") not in (None, state.identities.metadata_token):
        return state, make_response(401 if keys else 404, b"", request.request_id)
    name, key = keys[0]
    credential = {
        "access": name,
        "secret": key.secret_key,
        "securitytoken": key.security_token or "",
        "expires_at": timestamp(request, TOKEN_LIFE),
    }
    return state, make_response(200, {"credential": credential}, request.request_id)
