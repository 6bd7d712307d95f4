"""What a cloud server's metadata service says of the access key that the server was given."""

from datetime import timedelta
from hashlib import sha256

from attrs import evolve

from ._answers import Refusal, respond, to_json
from ._identities import TOKEN_LIFE
from ._messages import Request, Response
from ._state import State


def issue_metadata_token(state: State, request: Request) -> tuple[State, Response]:
    """Answer with the token that the other question needs."""
    if request.method != "PUT" or request.header("X-Metadata-Token-Ttl-Seconds") is None:
        return state, Refusal("APIGW.0101").response(request.request_id)
    text = sha256(request.request_id.encode()).hexdigest()
    identities = evolve(state.identities, metadata_token=text)
    return evolve(state, identities=identities), respond(200, text.encode(), request.request_id)


def show_security_key(state: State, request: Request) -> Response:
    """Answer with the access key, if the seed gives the server one."""
    keys = [(name, key) for name, key in state.identities.access_keys.items() if key.metadata]
    if not keys or request.header("X-Metadata-Token") not in (None, state.identities.metadata_token):
        return respond(404 if not keys else 401, b"", request.request_id)
    name, key = keys[0]
    expires = request.moment + timedelta(milliseconds=TOKEN_LIFE)
    credential = {
        "access": name,
        "secret": key.secret_key,
        "securitytoken": key.security_token or "",
        "expires_at": f"{expires:%Y-%m-%dT%H:%M:%S.%f}Z",
    }
    return respond(200, to_json({"credential": credential}), request.request_id)
