"""The mock itself: a state, the requests that it received, and the doors that lead to it."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from os import PathLike
from typing import Any, Unpack

from attrs import evolve

from kps_tasks_client import facts

from . import _changes
from ._asgi import AsgiApp, asgi_app
from ._clock import MockClock
from ._control import with_control
from ._conversation import FILTERS, Conversation, Exchange
from ._fault_parts import parse_fault
from ._fault_responses import spoiled
from ._faults import ArmedFault, Faults
from ._hosts import respond
from ._messages import Headers, Request, Response, Wire
from ._quota import Quota
from ._seed import parse_seed
from ._seed_files import built_in, from_file
from ._seed_parts import Part, nearest
from ._seed_tasks import SeedTask
from ._snapshot import snapshot
from ._state import State
from ._transport import KpsTransport

KEPT_REQUESTS = 10_000


class MockKps:
    """Stand-in for the Key Pair Service's task queries, with data of its own and a clock that moves when told to.

    Make one with `documented`, `from_seed`, `from_file` or `from_dict`. All methods may be called from any thread.
    """

    def __init__(self, state: State) -> None:
        """Take a state; the `from_` methods make one from a seed."""
        self._state, self._beginning = state, state.copied()
        self._lock = threading.RLock()
        self._received = 0
        self._ahead = 0.0
        self._conversation = Conversation(KEPT_REQUESTS)
        self._faults = Faults()
        self._quota = Quota()
        self._on_exchange: Callable[[object], None] | None = None
        #: The mock's time, as the clock of a client.
        self.clock = MockClock(lambda: self._state.now, self._advance_to, lambda: self._received)

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
        return [exchange.request for exchange in self._exchanges()]

    @property
    def app(self) -> AsgiApp:
        """The mock as an ASGI application, for a server or test client of your own."""
        return asgi_app(with_control(self, self._receive))

    def transport(self) -> KpsTransport:
        """Return a transport for `httpx.Client` and `httpx.AsyncClient` that responds in process."""
        return KpsTransport(with_control(self, self._receive), self.advance)

    def serve(
        self, port: int = 0, host: str = "127.0.0.1", *, secret: str | None = None
    ) -> AbstractContextManager[str]:
        """Serve on a socket while a `with` block runs; the block gets the URL.

        Below `/_mock` it can be steered from this machine.

        Args:
            port: Port to listen on; by default a free one.
            host: Address to listen on, by default the loopback address.
            secret: What lets others steer the mock as well, sent as `X-Mock-Secret`.

        Raises:
            OSError: The address is in use or is not one of this machine.
        """
        from ._server import serve  # here, as the other doors do without it

        return serve(with_control(self, self._receive, secret), host, port)

    def environment(self, url: str) -> dict[str, str]:
        """Return the variables that lead clients to this mock where it is served, such as `KPS_ENDPOINT`.

        Args:
            url: What `serve` gave.
        """
        return {
            "KPS_ENDPOINT": url,
            "KPS_IAM_ENDPOINT": url,
            "KPS_PROJECT_ID": self.project_id,
            "KPS_TOKEN": self.token,
        }

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
        with self._changing("add_task", task) as part:
            return _changes.with_new_task(self._state, part, project_id).task_id

    def change_task(self, task_id: str, /, *, project_id: str | None = None, **changes: Unpack[SeedTask]) -> None:
        """Change a task from now on; what is not named stays as it is.

        Args:
            task_id: ID of the task.
            project_id: Its project, by default the first one.
            **changes: Keys of a task in a seed, as for `add_task`: with a `status` it stays as it is, with an
                `operation` it starts anew, an `outcome` is how it will end.

        Raises:
            SeedError: There is no such task, or the change is not valid; the task is as before.
        """
        with self._changing("change_task", changes) as part:
            _changes.change_task(self._state, part, task_id, project_id)

    def finish_task(
        self,
        task_id: str,
        /,
        outcome: str = "SUCCESS",
        *,
        project_id: str | None = None,
        **fields: Unpack[facts.TaskFields],
    ) -> None:
        """Let a task end now.

        Args:
            task_id: ID of the task.
            outcome: `SUCCESS` or `FAILED`.
            project_id: Its project, by default the first one.
            **fields: Fields of its rows, such as `task_error_msg` of a failure.

        Raises:
            SeedError: There is no such task, or a field is not valid.
        """
        with self._changing("finish_task", fields) as part:
            _changes.finish_task(self._state, part, task_id, project_id, outcome)

    def fail_task(self, task_id: str, /, *, project_id: str | None = None, **fields: Unpack[facts.TaskFields]) -> None:
        """Let a task fail now; see `finish_task`."""
        self.finish_task(task_id, "FAILED", project_id=project_id, **fields)

    def remove_task(self, task_id: str, *, project_id: str | None = None) -> None:
        """Remove a task from its project, by default the first one.

        Raises:
            SeedError: There is no such task.
        """
        with self._changing("remove_task", {}) as part:
            _changes.remove_task(self._state, part, task_id, project_id)

    def add_failure(self, *, project_id: str | None = None, **failure: object) -> str:
        """Add a record to the history of failures.

        Args:
            project_id: Project, by default the first one.
            **failure: The keys of a failure in a seed: `operate_type`, and any other field of the list.

        Returns:
            The ID of the task.

        Raises:
            SeedError: The record is not valid.
        """
        with self._changing("add_failure", failure) as part:
            return _changes.with_new_failure(self._state, part, project_id)

    def remove_failure(self, task_id: str, *, project_id: str | None = None) -> None:
        """Delete the records of a task from the history of failures, as can be done in the console of the service.

        Raises:
            SeedError: There is no such record.
        """
        with self._changing("remove_failure", {}) as part:
            _changes.remove_failure(self._state, part, task_id, project_id)

    def add_project(self, project_id: str, /, **members: object) -> None:
        """Add a project.

        Args:
            project_id: Its ID.
            **members: The keys of a project in a seed: `name`, `tokens`, `tasks`, `failures`.

        Raises:
            SeedError: It exists, or something in it is not valid.
        """
        with self._changing("add_project", members) as part:
            self._state = _changes.with_new_project(self._state, part, project_id)

    def add_token(self, token: str, /, *, project_id: str | None = None, **details: object) -> None:
        """Make a token valid for a project, by default the first one.

        Args:
            token: The token.
            project_id: The project.
            **details: `permissions`, `expires_seconds`, `revoked`, as in a seed.

        Raises:
            SeedError: A detail is not valid.
        """
        with self._changing("add_token", {"token": token, **details}) as part:
            self._state = _changes.with_new_token(self._state, part, project_id)

    def add_user(self, **user: object) -> None:
        """Add an IAM user.

        Args:
            **user: The keys of a user in a seed: `name`, `password`, `account`, and if need be `account_id`,
                `projects`, `permissions`.

        Raises:
            SeedError: Something is missing or not valid.
        """
        with self._changing("add_user", user) as part:
            self._state = _changes.with_new_user(self._state, part)

    @property
    def switches(self) -> dict[str, str]:
        """How the switches stand, by name: what the mock does where nobody knows what the service does."""
        return self._state.switches.all()

    def switch(self, **values: str) -> None:
        """Set switches.

        Args:
            **values: Value by name; the guide on testing has them all.

        Raises:
            SeedError: There is no such switch or value.
        """
        with self._changing("switch", values) as part:
            self._state = _changes.with_switches(self._state, part)

    def fail(
        self, operation: str | None = None, times: int | None = 1, status: int | None = None, **fault: object
    ) -> ArmedFault:
        """Let something go wrong with the next requests.

        Args:
            operation: Operation that it is for, such as `ListRunningTask`; None for all.
            times: How many requests; None for all from now on.
            status: HTTP status of an error; 429 if nothing else is said to go wrong.
            **fault: More of it, as `Fault` has it: `after`, `task_id`, `project_id`, `probability`, `seed`,
                `error_code`, `error_msg`, `form`, `retry_after`, `body`, `reset`, `delay`, `drip`, `redirect`,
                `credential`, `rows`, `total`.

        Returns:
            The fault, which counts the requests that it spoils.

        Raises:
            SeedError: An argument is not known or not usable.
        """
        spoils = fault.keys() & {"body", "reset", "delay", "drip", "redirect", "credential", "rows", "total"}
        status = 429 if status is None and not spoils else status
        with self._changing("fail", {"operation": operation, "times": times, "status": status, **fault}) as part:
            return self._faults.arm(parse_fault(part))

    def delay(self, seconds: float, operation: str | None = None, times: int | None = None) -> ArmedFault:
        """Let responses come late: by the mock's clock in process, really on a socket.

        Args:
            seconds: How late.
            operation: Operation that it is for; None for all.
            times: How many requests; None for all from now on.
        """
        return self.fail(operation, times, delay=seconds)

    @property
    def faults(self) -> list[ArmedFault]:
        """The faults that are armed, spent ones as well."""
        with self._lock:
            return list(self._faults)

    def _disarm(self, number: int) -> bool:
        """Take a fault back; return whether there was one."""
        with self._lock:
            return self._faults.disarm(number)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self._faults.disarm()

    def assert_faults_used(self) -> None:
        """Raise an AssertionError if a fault was never used, or less often than it was armed for."""
        left = [armed for armed in self.faults if not (armed.used if armed.fault.times is None else armed.is_spent)]
        if left:
            lines = "\n".join(f"{armed}" for armed in left)
            raise AssertionError(f"faults that were not used up:\n{lines}\nreceived:\n{self.conversation}")

    def requests_of(self, operation: str | None = None, **filters: object) -> list[Request]:
        """Return the requests for an operation.

        Args:
            operation: The operation; None for all.
            **filters: What else they must have: `project_id`, `task_id`, `method`, `path`, `status` of the response.
        """
        return [exchange.request for exchange in self._exchanges(operation=operation, **filters)]

    def assert_requested(self, operation: str | None = None, times: int | None = None, **filters: object) -> None:
        """Raise an AssertionError, with the whole conversation, unless there were such requests.

        Args:
            operation: The operation; None for any.
            times: How many; None for at least one.
            **filters: As for `requests_of`.
        """
        with self._lock:
            self._conversation.check(times, **_known({"operation": operation, **filters}))

    @property
    def conversation(self) -> str:
        """What was asked and answered, a line each."""
        with self._lock:
            return str(self._conversation)

    def clear_requests(self) -> None:
        """Forget the requests received so far."""
        with self._lock:
            self._conversation.clear()

    def reset(self) -> None:
        """Begin anew: tasks, identities, switches and clock as the seed has them, no faults, no requests."""
        with self._lock:
            self._state = self._beginning.copied()
            self._faults.disarm()
            self._conversation.clear()
            self._quota = Quota()
            self._received, self._ahead = 0, 0.0

    def snapshot(self) -> dict[str, Any]:
        """Return all that there is now as a seed, for `from_dict`, `restore` or a file."""
        with self._lock:
            return snapshot(self._state)

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over the data of a seed or snapshot; `reset` will lead back to it.

        Raises:
            SeedError: It is not valid; everything is as before.
        """
        state = parse_seed(data, "seed")
        with self._lock:
            self._beginning = state
            self.reset()

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

    def advance_per_read(self, seconds: float) -> None:
        """Let each request move the clock, so that a task is done after so many reads and nobody has to wait.

        Args:
            seconds: How far, zero for not at all.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._state = evolve(self._state, per_read=round(seconds * 1000))

    def _advance_to(self, now: int) -> None:
        with self._lock:
            self._state = self._state.advanced(max(0, now - self._state.now))

    @contextmanager
    def _changing(self, name: str, described: Mapping[str, object]) -> Iterator[Part]:
        """Keep requests out while something changes; what is described is read with the care that seeds get."""
        with self._lock:
            yield Part(name, "", described)

    def _exchanges(self, **filters: object) -> list[Exchange]:
        with self._lock:
            return self._conversation.matching(**_known(filters))

    def _receive(
        self, method: str, path: str, query: str, headers: Headers, body: bytes = b"", peer: str | None = None, /
    ) -> Response:
        """Note a request and respond to it; all doors lead here."""
        with self._lock:
            self._received += 1
            request = Request(self._received, method, path, query, headers, body, time.time() + self._ahead)
            taken = self._faults.take(request) if self._faults.are_armed else []
            if self._state.per_read:
                self._state = self._state.advanced(self._state.per_read)
            response = self._respond_with(taken, request) if taken else self._respond_within_quota(request)
            exchange = Exchange(request, response.status, tuple([armed.id for armed in taken]))
            self._conversation.note(exchange)
        if self._on_exchange:
            self._on_exchange(exchange)
        return response

    def _respond_with(self, taken: list[ArmedFault], request: Request) -> Response:
        """Respond with faults: one at most spoils the response, the others delay it."""
        delays = [armed.fault for armed in taken if armed.fault.only_delays]
        delay, drip = sum(fault.delay for fault in delays), sum(fault.drip for fault in delays)
        spoiling = [armed for armed in taken if not armed.fault.only_delays]
        if not spoiling:
            return evolve(self._respond_within_quota(request), wire=Wire(delay, drip))
        (armed,) = spoiling
        seed = armed.fault.seed + armed.used
        response = spoiled(armed.fault, request, lambda: self._respond_within_quota(request), seed)
        wire = response.wire or Wire()
        return evolve(response, wire=evolve(wire, delay=wire.delay + delay, drip=wire.drip + drip))

    def _respond_within_quota(self, request: Request) -> Response:
        if self._state.switches["quota"] == "on":
            refusal = self._quota.refusal(self._state, request)
            if refusal:
                return refusal.response(request.request_id)
        return self._respond(request)

    def _respond(self, request: Request) -> Response:
        """Respond from the state."""
        self._state, response = respond(self._state, request)
        return response


def _known(filters: dict[str, object]) -> dict[str, object]:
    """Return filters, or refuse one that there is not."""
    for name in filters:
        if name not in FILTERS:
            raise TypeError(f"{name!r} is not a filter; {nearest(name, FILTERS)}")
    return filters
