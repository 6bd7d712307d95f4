"""The control plane: what can be done to a mock in Python, over HTTP below `/_mock`, and a page at `/` that uses it.

`control.yaml` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from ._control_access import refusal_of
from ._conversation import FILTERS
from ._json import to_json
from ._messages import Headers, Receive, Response
from ._seed_parts import Part, SeedError
from ._snapshot import describe_task

if TYPE_CHECKING:
    from ._mock import MockKps

PREFIX = "/_mock"
SHOWN = 500
"""How many tasks are listed if nobody says."""

Values = dict[str, Any]


class _Control:
    """The operations of the control plane: each takes values, the ID of the path among them; None is no body."""

    def __init__(self, mock: MockKps) -> None:
        self.mock = mock

    def health(self, values: Values) -> object:
        return {"status": "ok", "project_id": self.mock.project_id, "clock_seconds": self.mock.clock.monotonic()}

    def show_snapshot(self, values: Values) -> object:
        return self.mock.snapshot()

    def restore(self, values: Values) -> None:
        self.mock.restore(values)

    def reset(self, values: Values) -> None:
        _only(values)
        self.mock.reset()

    def list_tasks(self, values: Values) -> object:
        state = self.mock._state
        _only(values, "project_id", "offset", "limit")
        asked = values.get("project_id", self.mock.project_id)
        if asked not in state.projects:
            raise SeedError(f"no project is called {asked!r}")
        start = _whole(values, "offset", 0)
        tasks = islice(state.projects[asked].tasks.values(), start, start + _whole(values, "limit", SHOWN))
        return {"tasks": [{**describe_task(task, state.now), "task_status": task.status(state.now)} for task in tasks]}

    def add_task(self, values: Values) -> object:
        return {"task_id": self.mock.add_task(**values)}

    def change_task(self, values: Values) -> None:
        self.mock.change_task(values.pop("id"), **values)

    def finish_task(self, values: Values) -> None:
        self.mock.finish_task(values.pop("id"), values.pop("outcome", "SUCCESS"), **values)

    def remove_task(self, values: Values) -> None:
        self.mock.remove_task(values.pop("id"), **_only(values, "project_id"))

    def add_failure(self, values: Values) -> object:
        return {"task_id": self.mock.add_failure(**values)}

    def remove_failure(self, values: Values) -> None:
        self.mock.remove_failure(values.pop("id"), **_only(values, "project_id"))

    def add_project(self, values: Values) -> None:
        self.mock.add_project(_needed(values, "project_id"), **values)

    def add_user(self, values: Values) -> None:
        self.mock.add_user(**values)

    def add_token(self, values: Values) -> None:
        self.mock.add_token(_needed(values, "token"), **values)

    def revoke(self, values: Values) -> None:
        self.mock.revoke(str(_only(values, "token").get("token", "")))

    def advance(self, values: Values) -> object:
        self.mock.advance(_seconds(_only(values, "seconds"), "seconds"))
        return {"clock_seconds": self.mock.clock.monotonic()}

    def set_clock(self, values: Values) -> None:
        _only(values, "seconds_per_read", "ahead_seconds", "behind_seconds")
        if "seconds_per_read" in values:
            self.mock.advance_per_read(_seconds(values, "seconds_per_read"))
        if "ahead_seconds" in values:
            self.mock.set_clock(_seconds(values, "ahead_seconds"))
        if "behind_seconds" in values:
            self.mock.set_clock(-_seconds(values, "behind_seconds"))

    def list_faults(self, values: Values) -> object:
        return {"faults": [armed.as_dict() for armed in self.mock.faults]}

    def arm_fault(self, values: Values) -> object:
        return self.mock.fail(**values).as_dict()

    def clear_faults(self, values: Values) -> None:
        self.mock.clear_faults()

    def disarm_fault(self, values: Values) -> None:
        number = values["id"]
        if not (number.isdecimal() and self.mock._disarm(int(number))):
            raise SeedError(f"no fault has the ID {number!r}")

    def list_switches(self, values: Values) -> object:
        return self.mock.switches

    def set_switches(self, values: Values) -> object:
        self.mock.switch(**values)
        return self.mock.switches

    def list_requests(self, values: Values) -> object:
        _only(values, *FILTERS, "limit")
        limit = _whole(values, "limit", 0)  # none is all
        values.pop("limit", None)
        if "status" in values:
            values["status"] = int(values["status"]) if values["status"].isdecimal() else values["status"]
        return {"requests": [exchange.as_dict() for exchange in self.mock._exchanges(**values)[-limit:]]}

    def clear_requests(self, values: Values) -> None:
        self.mock.clear_requests()

    def describe(self, values: Values) -> object:
        return (files(__package__) / "control.yaml").read_text(encoding="utf-8")


ROUTES: dict[str, dict[str, Callable[[_Control, Values], object]]] = {
    "/health": {"GET": _Control.health},
    "/openapi.yaml": {"GET": _Control.describe},
    "/seed": {"PUT": _Control.restore, "POST": _Control.restore},
    "/snapshot": {"GET": _Control.show_snapshot, "PUT": _Control.restore},
    "/reset": {"POST": _Control.reset},
    "/tasks": {"GET": _Control.list_tasks, "POST": _Control.add_task},
    "/tasks/{id}": {"PATCH": _Control.change_task, "DELETE": _Control.remove_task},
    "/tasks/{id}/finish": {"POST": _Control.finish_task},
    "/failures": {"POST": _Control.add_failure},
    "/failures/{id}": {"DELETE": _Control.remove_failure},
    "/projects": {"POST": _Control.add_project},
    "/users": {"POST": _Control.add_user},
    "/tokens": {"POST": _Control.add_token},
    "/tokens/revoke": {"POST": _Control.revoke},
    "/advance": {"POST": _Control.advance},
    "/clock": {"PATCH": _Control.set_clock},
    "/faults": {"GET": _Control.list_faults, "POST": _Control.arm_fault, "DELETE": _Control.clear_faults},
    "/faults/{id}": {"DELETE": _Control.disarm_fault},
    "/switches": {"GET": _Control.list_switches, "PATCH": _Control.set_switches},
    "/requests": {"GET": _Control.list_requests, "DELETE": _Control.clear_requests},
}


def with_control(mock: MockKps, receive: Receive, secret: str | None = None) -> Receive:
    """Put the control plane of a mock in front of it.

    Args:
        mock: The mock.
        receive: What responds to everything that does not start with ``/_mock``.
        secret: What lets clients in that are not on this machine.
    """
    control = _Control(mock)

    def receive_or_control(
        method: str, path: str, query: str, headers: Headers, body: bytes, peer: str | None = None, /
    ) -> Response:
        if not path.startswith(PREFIX) or path[len(PREFIX) :][:1] not in ("", "/"):
            if path == "/" and method == "GET" and any(_is_browser(*header) for header in headers):
                return _page()
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


def _perform(control: _Control, method: str, rest: str, query: str, body: bytes) -> Response:
    """Do what a request asks for."""
    first, _, more = rest.removeprefix("/").partition("/")
    identified = f"/{first}/{{id}}" + (f"/{more.partition('/')[2]}" if "/" in more else "")
    pattern, name = (rest, "") if rest in ROUTES else (identified, unquote(more.partition("/")[0]))
    if pattern not in ROUTES:
        return _response(404, {"error": f"there is no {PREFIX}{rest}; {PREFIX}/openapi.yaml says what there is"})
    methods = ROUTES[pattern]
    if method not in methods:
        return _response(405, {"error": f"{PREFIX}{rest} takes {', '.join(methods)}"}, (("Allow", ", ".join(methods)),))
    values: Values = dict(parse_qsl(query, keep_blank_values=True)) if method in ("GET", "DELETE") else _values(body)
    if name:
        values["id"] = name
    result = methods[method](control, values)
    return Response(204, (), b"") if result is None else _response(200, result)


def _values(body: bytes) -> Values:
    """Read the JSON object of a body; no body is an empty one."""
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise SeedError(f"the body is not JSON: {error}") from None
    if not isinstance(values, dict):
        raise SeedError("the body is not a JSON object")
    return values


def _only(values: Values, *known: str) -> Values:
    """Refuse values that there are not."""
    return {key: part.value for key, part in Part("body", "", values).members(known).items()}


def _whole(values: Values, name: str, default: int) -> int:
    """Return a number of the query."""
    text = str(values.get(name, default))
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise SeedError(f"{name}: {text!r} is not a whole number")
    return int(text)


def _needed(values: Values, name: str) -> str:
    if name not in values:
        raise SeedError(f"body: needs {name!r}")
    return Part("body", name, values.pop(name)).id()


def _seconds(values: Values, name: str) -> float:
    if name not in values:
        raise SeedError(f"body: needs {name!r}")
    return Part("body", name, values[name]).milliseconds() / 1000


def _is_browser(name: str, value: str) -> bool:
    """Whether a header is that of a client that wants a page."""
    return name == "accept" and "text/html" in value


def _page() -> Response:
    """Respond with the page that shows a browser what goes on; what it shows, it asks the control plane for."""
    body = (files(__package__) / "page.html").read_bytes()
    policy = (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    )
    return Response(200, headers, body)


def _response(status: int, content: object, more: Headers = ()) -> Response:
    body = content.encode() if isinstance(content, str) else to_json(content) + b"\n"
    kind = "application/yaml" if isinstance(content, str) else "application/json"
    headers = (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), *more)
    return Response(status, headers, body)
