"""A broken variant of the mock: a function that responds to a request, usually by changing the correct response.

```python
@variant(RELATIONS)
def total_counts_the_page(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda body: body | {"total": len(body["tasks"])}, where=is_page)
```
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from kps_tasks_mock import MockKps, Request
from kps_tasks_mock._hosts import respond
from kps_tasks_mock._messages import Response
from kps_tasks_mock._state import State
from kps_tasks_mock._tasks import Task

from ..mocks import SEED

SHAPE = "shape"
ERRORS = "errors, headers and auth"
REQUESTS = "request validation"
RELATIONS = "relations"
TIME = "time"
CLASSES = (SHAPE, ERRORS, REQUESTS, RELATIONS, TIME)

Body = dict[str, Any]


class Variant(MockKps):
    """A mock with a fault.

    Attributes:
        memory: Storage for faults that remember something between requests.
    """

    fault: Callable[[Variant, Request], Response]

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.memory: dict[str, Any] = {}

    @property
    def state(self) -> State:
        """The state that the responses are made from."""
        return self._state

    def honest(self, request: Request, state: State | None = None) -> Response:
        """Respond as the mock does, from its state or from another one."""
        return respond(self._state if state is None else state, request)[1]

    def _respond(self, request: Request) -> Response:
        return type(self).fault(self, request)


@frozen
class Registered:
    """A variant with its name and class of faults."""

    name: str
    kind: str
    mock: type[Variant]

    def make(self) -> MockKps:
        """Create one with the data of the contract tests."""
        return self.mock.from_seed(SEED)


REGISTER: dict[str, Registered] = {}


def variant(kind: str) -> Callable[[Callable[[Variant, Request], Response]], Callable[[Variant, Request], Response]]:
    """Register the decorated function as a broken variant of a class of faults."""

    def register(fault: Callable[[Variant, Request], Response]) -> Callable[[Variant, Request], Response]:
        if kind not in CLASSES or fault.__name__ in REGISTER:
            raise ValueError(f"{fault.__name__}: unknown class or a name that is taken")
        REGISTER[fault.__name__] = Registered(fault.__name__, kind, type(fault.__name__, (Variant,), {"fault": fault}))
        return fault

    return register


# --- what a request is about ---


def is_page(response: Response) -> bool:
    """Whether a response is a page of a list."""
    return response.status == 200 and response.body.startswith(b'{"total"')


def is_task(response: Response) -> bool:
    """Whether a response is about one task."""
    return response.status == 200 and response.body.startswith(b'{"task_id"')


def is_error(response: Response) -> bool:
    """Whether a response is a refusal."""
    return response.status >= 400


def asks_for(request: Request, name: str) -> bool:
    """Whether the path contains a text: `running-tasks`, `failed-tasks` or `/tasks/`."""
    return name in request.path


def number(request: Request, name: str, default: int) -> int:
    """Return a number from the query; the default if it is missing or invalid."""
    values = dict(part.partition("=")[::2] for part in request.query.split("&"))
    return int(values[name]) if values.get(name, "").isdecimal() else default


# --- changing responses ---


def change(
    response: Response, edit: Callable[[Body], Any], where: Callable[[Response], bool] = lambda _: True
) -> Response:
    """Edit the JSON of a response, if it matches *where*."""
    return with_body(response, edit(json.loads(response.body))) if where(response) else response


def each_row(response: Response, edit: Callable[[Body], Any]) -> Response:
    """Edit every task of a page."""
    return change(response, lambda page: page | {"tasks": [edit(row) for row in page["tasks"]]}, is_page)


def with_body(response: Response, body: Any) -> Response:
    """Replace the body with bytes, or with JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return with_header(evolve(response, body=content), "Content-Length", str(len(content)))


def with_header(response: Response, name: str, value: str | None) -> Response:
    """Set or remove a header."""
    kept = [(key, old) for key, old in response.headers if key.lower() != name.lower()]
    return evolve(response, headers=(*kept, *([] if value is None else [(name, value)])))


def with_status(response: Response, status: int) -> Response:
    """Return the response with another status."""
    return evolve(response, status=status)


def without(body: Body, name: str) -> Body:
    """Omit a field."""
    return {key: value for key, value in body.items() if key != name}


def ask_as(request: Request, **changed: Any) -> Request:
    """Return a changed copy of a request: `path=`, `query=`, `method=`, `headers=`."""
    return evolve(request, **changed)


def with_header_of_request(request: Request, name: str, value: str) -> Request:
    """Return the request with a header set."""
    kept = [(key, old) for key, old in request.headers if key != name.lower()]
    return evolve(request, headers=(*kept, (name.lower(), value)))


def later(state: State, seconds: float) -> State:
    """Return the state at a later time."""
    return state.advanced(round(seconds * 1000))


def with_tasks(mock: Variant, edit: Callable[[Task], Task | None]) -> State:
    """Return the state with each task of the first project edited, or removed if the edit returns None."""
    state = mock.state
    project = state.projects[mock.project_id]
    edited = {task_id: edit(task) for task_id, task in project.tasks.items()}
    tasks = {task_id: task for task_id, task in edited.items() if task is not None}
    return evolve(state, projects={**state.projects, mock.project_id: evolve(project, tasks=tasks)})


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
