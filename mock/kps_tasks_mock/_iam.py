"""The part of IAM that clients of the service need: tokens, and projects by name. No I/O, as in `_kps`."""

import json
from collections.abc import Mapping
from hashlib import sha512
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from attrs import evolve

from kps_tasks_client import facts

from ._admission import rights_of
from ._identities import TOKEN_LIFE, Agency, Rights, Token, User
from ._messages import Request, Response
from ._responses import make_response, timestamp
from ._state import State


class IamRefusal(Exception):
    """A request gets an error in IAM's own form, in which the code is a number."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.message = message

    def response(self, request_id: str, chinese: bool = False) -> Response:
        """Return the response; IAM was never seen to respond in Chinese."""
        error = {"code": self.status, "message": self.message, "title": HTTPStatus(self.status).phrase}
        return make_response(self.status, {"error": error}, request_id)


def issue_token(state: State, request: Request) -> tuple[State, Response]:
    """Respond with a token, which is valid immediately."""
    method, claim, scope = _parse(request.body)
    holder = _user(state, claim) if method == "password" else _agency(state, request, claim)
    return _issue(state, request, method, holder, _project(state, scope, holder.rights))


def list_projects(state: State, request: Request) -> tuple[State, Response]:
    """Respond with the projects that the credential can see, or those of one name."""
    rights = rights_of(state, request)
    name = dict(parse_qsl(request.query)).get("name")
    projects = [
        {
            "id": project_id,
            "name": project.name,
            "domain_id": "d" * 32,
            "parent_id": "d" * 32,
            "enabled": True,
            "is_domain": False,
            "description": "",
            "links": {"self": f"{facts.IAM_ENDPOINT}/v3/projects/{project_id}"},
        }
        for project_id, project in state.projects.items()
        if rights.cover(project_id) and name in (None, project.name)
    ]
    links = {"self": f"{facts.IAM_ENDPOINT}/v3/projects", "previous": None, "next": None}
    return state, make_response(200, {"projects": projects, "links": links}, request.request_id)


def _parse(body: bytes) -> tuple[str, Mapping[str, Any], Mapping[str, Any]]:
    """Return the method of a request for a token, its identity, and the project that the token is for."""
    try:
        auth = json.loads(body)["auth"]
        (method,) = auth["identity"]["methods"]
        claim, scope = auth["identity"][method], auth["scope"]["project"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise IamRefusal(400, "The request body is invalid") from None
    known = method in ("password", "assume_role") and isinstance(claim, dict) and isinstance(scope, dict)
    if not known or (method == "password" and not isinstance(claim.get("user"), dict)):
        raise IamRefusal(400, "The request body is invalid")
    return method, claim, scope


def _user(state: State, claim: Mapping[str, Any]) -> User:
    sent = claim["user"]
    user = state.identities.users.get(str(sent.get("name")))
    domain = sent.get("domain")
    if (
        user is None
        or sent.get("password") != user.password
        or not isinstance(domain, dict)
        or not domain.keys() & {"name", "id"}
        or (domain.get("name", user.account), domain.get("id", user.account_id)) != (user.account, user.account_id)
    ):
        raise IamRefusal(401, "The username or password is wrong.")
    return user


def _agency(state: State, request: Request, claim: Mapping[str, Any]) -> Agency:
    rights_of(state, request)  # any valid credential may ask
    agency = state.identities.agencies.get(str(claim.get("agency_name")))
    if (
        agency is None
        or not claim.keys() & {"domain_name", "domain_id"}
        or claim.get("domain_name", agency.account) != agency.account
        or claim.get("domain_id", agency.account_id) != agency.account_id
    ):
        raise IamRefusal(403, "You are not authorized to perform the requested action.")
    return agency


def _project(state: State, scope: Mapping[str, Any], rights: Rights) -> str:
    for project_id, project in state.projects.items():
        asked = project_id == scope["id"] if "id" in scope else project.name == scope.get("name")
        if asked and rights.cover(project_id):
            return project_id
    raise IamRefusal(404, f"Could not find project: {scope.get('id') or scope.get('name')}.")


def _issue(
    state: State, request: Request, method: str, holder: User | Agency, project_id: str
) -> tuple[State, Response]:
    number = state.identities.issued + 1
    text = f"MII{''.join(sha512(f'{number}:{part}'.encode()).hexdigest() for part in range(10))}"
    issued_at, expires_at = timestamp(request), timestamp(request, TOKEN_LIFE)
    token = Token(project_id, holder.rights.actions, state.now + TOKEN_LIFE, expires_at)
    domain = {"id": holder.account_id, "name": holder.account}
    body = {
        "token": {
            "methods": [method],
            "issued_at": issued_at,
            "expires_at": expires_at,
            "project": {"id": project_id, "name": state.projects[project_id].name, "domain": domain},
            "roles": [],
        }
    }
    identities = evolve(state.identities.with_token(text, token), issued=number)
    response = make_response(201, body, request.request_id, (("X-Subject-Token", text),))
    return evolve(state, identities=identities), response
