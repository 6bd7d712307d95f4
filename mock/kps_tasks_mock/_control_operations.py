"""The operations of the control plane: the Python methods of a mock, by HTTP method and path."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from ._conversation import FILTERS
from ._seed_parts import Part, SeedError
from ._snapshot import describe_task

if TYPE_CHECKING:
    from ._mock import MockKps

SHOWN = 500
"""How many tasks are listed by default."""

Values = dict[str, Any]


class Control:
    """Each operation takes values, including the ID in the path; None means no body."""

    def __init__(self, mock: MockKps, docs: str | None) -> None:
        self.mock, self._docs = mock, docs

    def health(self, values: Values) -> object:
        time = {"clock_seconds": self.mock.clock.monotonic()}
        return {"status": "ok", "project_id": self.mock.project_id, **time, "docs": self._docs}

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
        limit = _whole(values, "limit", 0)  # 0 means all
        values.pop("limit", None)
        if "status" in values:
            values["status"] = int(values["status"]) if values["status"].isdecimal() else values["status"]
        if "valid" in values:
            values["valid"] = Part("query", "valid", values["valid"]).one_of(("true", "false")) == "true"
        return {"requests": [exchange.as_dict() for exchange in self.mock._exchanges(**values)[-limit:]]}

    def clear_requests(self, values: Values) -> None:
        self.mock.clear_requests()

    def describe(self, values: Values) -> object:
        return (files(__package__) / "control.yaml").read_text(encoding="utf-8")


ROUTES: dict[str, dict[str, Callable[[Control, Values], object]]] = {
    "/health": {"GET": Control.health},
    "/openapi.yaml": {"GET": Control.describe},
    "/seed": {"PUT": Control.restore, "POST": Control.restore},
    "/snapshot": {"GET": Control.show_snapshot, "PUT": Control.restore},
    "/reset": {"POST": Control.reset},
    "/tasks": {"GET": Control.list_tasks, "POST": Control.add_task},
    "/tasks/{id}": {"PATCH": Control.change_task, "DELETE": Control.remove_task},
    "/tasks/{id}/finish": {"POST": Control.finish_task},
    "/failures": {"POST": Control.add_failure},
    "/failures/{id}": {"DELETE": Control.remove_failure},
    "/projects": {"POST": Control.add_project},
    "/users": {"POST": Control.add_user},
    "/tokens": {"POST": Control.add_token},
    "/tokens/revoke": {"POST": Control.revoke},
    "/advance": {"POST": Control.advance},
    "/clock": {"PATCH": Control.set_clock},
    "/faults": {"GET": Control.list_faults, "POST": Control.arm_fault, "DELETE": Control.clear_faults},
    "/faults/{id}": {"DELETE": Control.disarm_fault},
    "/switches": {"GET": Control.list_switches, "PATCH": Control.set_switches},
    "/requests": {"GET": Control.list_requests, "DELETE": Control.clear_requests},
}


def _only(values: Values, *known: str) -> Values:
    """Refuse unknown values."""
    return {key: part.value for key, part in Part("body", "", values).members(known).items()}


def _whole(values: Values, name: str, default: int) -> int:
    """Return a whole number from the query."""
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
