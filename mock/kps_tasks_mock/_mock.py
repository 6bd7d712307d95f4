"""The mock itself: a state, the requests that it received, and the doors that lead to it."""

import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import AbstractContextManager
from os import PathLike
from typing import Any, Unpack

from attrs import evolve

from ._asgi import AsgiApp, asgi_app
from ._hosts import respond
from ._messages import Headers, Request, Response
from ._seed import parse_seed
from ._seed_files import built_in, from_file
from ._seed_parts import Part
from ._seed_tasks import SeedTask, parse_task
from ._state import State
from ._transport import KpsTransport

KEPT_REQUESTS = 10_000


class MockKps:
    """Stand-in for the Key Pair Service's task queries, with data of its own and a clock that moves when told to.

    Make one with `documented`, `from_seed`, `from_file` or `from_dict`. All methods may be called from any thread.
    """

    def __init__(self, state: State) -> None:
        """Take a state; the `from_` methods make one from a seed."""
        self._state = state
        self._lock = threading.Lock()
        self._received = 0
        self._ahead = 0.0
        self._requests: deque[Request] = deque(maxlen=KEPT_REQUESTS)

    @classmethod
    def documented(cls) -> "MockKps":
        """Make a mock with the examples of the published pages: one running task, one failure."""
        return cls.from_seed("documented")

    @classmethod
    def from_seed(cls, name: str) -> "MockKps":
        """Make a mock from a built-in seed.

        Args:
            name: `documented`, the published examples; `demo`, a day at work; `contract`, lists long enough to page.

        Raises:
            SeedError: No seed has the name.
        """
        return cls(built_in(name))

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> "MockKps":
        """Make a mock from a seed file.

        Args:
            path: File with JSON if its name ends in `.json`, else with YAML.

        Raises:
            SeedError: The file is not a valid seed; the message says where.
            OSError: The file cannot be read.
        """
        return cls(from_file(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "MockKps":
        """Make a mock from data in the form of a seed file.

        Args:
            data: `{"projects": {project_id: {"tokens": [...], "tasks": [...], "failures": [...]}}}`.

        Raises:
            SeedError: The data is not a valid seed; the message says where.
        """
        return cls(parse_seed(data, "seed"))

    @property
    def project_id(self) -> str:
        """ID of the first project."""
        return next(iter(self._state.projects))

    @property
    def token(self) -> str:
        """First token that is valid for the first project; empty if the seed has none."""
        tokens = self._state.identities.tokens.items()
        return next((text for text, token in tokens if token.project_id == self.project_id), "")

    @property
    def access_key(self) -> tuple[str, str]:
        """First permanent access key and its secret key; empty if the seed has none."""
        keys = self._state.identities.access_keys.items()
        return next(((name, key.secret_key) for name, key in keys if key.security_token is None), ("", ""))

    @property
    def requests(self) -> list[Request]:
        """The requests received so far, oldest first; of very many, the newest 10,000."""
        with self._lock:
            return list(self._requests)

    @property
    def app(self) -> AsgiApp:
        """The mock as an ASGI application, for a server or test client of your own."""
        return asgi_app(self._receive)

    def transport(self) -> KpsTransport:
        """Return a transport for `httpx.Client` and `httpx.AsyncClient` that responds in process."""
        return KpsTransport(self._receive)

    def serve(self, port: int = 0, host: str = "127.0.0.1") -> AbstractContextManager[str]:
        """Serve on a socket while a `with` block runs; the block gets the URL.

        Args:
            port: Port to listen on; by default a free one.
            host: Address to listen on, by default the loopback address.

        Raises:
            OSError: The address is in use or is not one of this machine.
        """
        from ._server import serve  # here, as the other doors work without uvicorn

        return serve(self.app, host, port)

    def advance(self, seconds: float) -> None:
        """Let time pass for the tasks that move.

        Args:
            seconds: How many, zero or more; rounded to milliseconds.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._state = self._state.advanced(round(seconds * 1000))

    def add_task(self, *, project_id: str | None = None, **task: Unpack[SeedTask]) -> str:
        """Add a task at the end of a project; one that moves starts now.

        Args:
            project_id: Project, by default the first one.
            **task: The keys of a task in a seed: either `status`, for a task that stays as it is, or `operation`
                (`reset`, `replace`, `unbind`, `bind`) with `ready_seconds` (5), `running_seconds` (30) and `outcome`
                (`SUCCESS` or `FAILED`, by default the first); `task_error_code` and `task_error_msg` for a failure;
                `operate_type` as the running list is to show it; any other field of the lists, such as `task_id` or
                `server_name`, each made up if left out.

        Returns:
            The ID of the task.

        Raises:
            SeedError: The task is not valid, or there is no such project.
        """
        part = Part("add_task", "", task)
        with self._lock:
            state = self._state
            project_id = self.project_id if project_id is None else project_id
            if project_id not in state.projects:
                part.refuse(f"no project is called {project_id!r}")
            others = state.projects[project_id].tasks
            added = parse_task(part, project_id, others, now=state.now, replace_outcomes=state.replace_outcomes)
            self._state = state.with_task(project_id, added)
        return added.task_id

    def revoke(self, token: str = "") -> None:
        """Invalidate a token, as a password change would.

        Args:
            token: The token; by default all tokens.
        """
        with self._lock:
            self._state = evolve(self._state, identities=self._state.identities.without_token(token))

    def set_clock(self, ahead: float) -> None:
        """Set how far the mock's time of day, which decides the age of signatures, is off.

        It follows that of this machine, whatever `advance` does.

        Args:
            ahead: Seconds ahead of this machine's; less than zero is behind.
        """
        self._ahead = ahead

    def _receive(self, method: str, path: str, query: str, headers: Headers, body: bytes = b"") -> Response:
        """Note a request and respond to it; all doors lead here."""
        with self._lock:
            self._received += 1
            request = Request(self._received, method, path, query, headers, body, time.time() + self._ahead)
            self._requests.append(request)
            return self._respond(request)

    def _respond(self, request: Request) -> Response:
        """Respond from the state."""
        self._state, response = respond(self._state, request)
        return response
