"""The control plane: the Python methods of a mock over HTTP, below `/_mock`, and a page at `/` that uses it.

`control.yaml` describes it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from ._control_access import refusal_of
from ._control_operations import ROUTES, Control, Values
from ._json import to_json
from ._messages import Headers, Receive, Response
from ._page import page, wants_page
from ._seed_parts import SeedError

if TYPE_CHECKING:
    from ._mock import MockKps

PREFIX = "/_mock"


def with_control(mock: MockKps, receive: Receive, secret: str | None = None, docs: str | None = None) -> Receive:
    """Put the control plane of a mock in front of it.

    Args:
        mock: The mock.
        receive: Handler of everything that does not start with ``/_mock``.
        secret: Secret that admits clients on other machines.
        docs: Address of the documentation, if it is served as well.
    """
    control = Control(mock, docs)

    def receive_or_control(
        method: str, path: str, query: str, headers: Headers, body: bytes, peer: str | None = None, /
    ) -> Response:
        if not path.startswith(PREFIX) or path[len(PREFIX) :][:1] not in ("", "/"):
            if wants_page(method, path, headers):
                return page()
            return receive(method, path, query, headers, body, peer)
        rest = path.removeprefix(PREFIX)
        refused = refusal_of(headers, peer, secret) if (method, rest) != ("GET", "/health") else None
        if refused:
            return _response(403, {"error": refused})
        try:
            return _perform(control, method, rest, query, body)
        except (SeedError, ValueError, TypeError) as error:
            return _response(400, {"error": str(error)})

    return receive_or_control


def _perform(control: Control, method: str, rest: str, query: str, body: bytes) -> Response:
    """Perform what a request asks for."""
    first, _, more = rest.removeprefix("/").partition("/")
    identified = f"/{first}/{{id}}" + (f"/{more.partition('/')[2]}" if "/" in more else "")
    pattern, name = (rest, "") if rest in ROUTES else (identified, unquote(more.partition("/")[0]))
    if pattern not in ROUTES:
        return _response(404, {"error": f"there is no {PREFIX}{rest}; {PREFIX}/openapi.yaml lists what there is"})
    methods = ROUTES[pattern]
    if method not in methods:
        return _response(405, {"error": f"{PREFIX}{rest} takes {', '.join(methods)}"}, (("Allow", ", ".join(methods)),))
    values: Values = dict(parse_qsl(query, keep_blank_values=True)) if method in ("GET", "DELETE") else _values(body)
    if name:
        values["id"] = name
    result = methods[method](control, values)
    return Response(204, (), b"") if result is None else _response(200, result)


def _values(body: bytes) -> Values:
    """Read the JSON object of a body; an empty body is an empty object."""
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise SeedError(f"the body is not JSON: {error}") from None
    if not isinstance(values, dict):
        raise SeedError("the body is not a JSON object")
    return values


def _response(status: int, content: object, more: Headers = ()) -> Response:
    body = content.encode() if isinstance(content, str) else to_json(content) + b"\n"
    kind = "application/yaml" if isinstance(content, str) else "application/json"
    headers = (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), *more)
    return Response(status, headers, body)
