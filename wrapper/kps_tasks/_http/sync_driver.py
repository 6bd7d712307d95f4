"""Perform the steps of a flow in threads, as the async driver does in asyncio tasks. It makes no decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, field, frozen

from .._errors import ConfigurationError, KpsError
from .._httpx import httpx
from . import body, clock
from .clock import Clock
from .connection import Connection
from .exchange import error_of, logged, request_errors, request_of, response_of
from .guard import GUARD, NO_GUARD, Presence
from .httpx_client import PerProcess
from .response import APIResponse
from .send import send
from .steps import Call, Emit, Flow, Join, Now, Sleep, Start

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")


@frozen(eq=False, repr=False)
class SyncDriver:
    """Perform flows on an ``httpx.Client``; flows that they start run in threads."""

    http: PerProcess[httpx.Client]
    connection: Connection
    clock: Clock | None = None
    presence: Presence = field(factory=Presence)

    def run(self, flow: Flow[Any, R]) -> R:
        """Return the result of a flow that emits nothing."""
        try:
            step = next(flow)
            while True:
                try:
                    result = self._perform(step)
                except KpsError as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(result)
        except StopIteration as end:
            value: R = end.value
            return value

    def iterate(self, flow: Flow[T, None]) -> Iterator[T]:
        """Yield what the flow emits. When it ends, flows that it started are not waited for."""
        with ExitStack() as stack:
            beside: SyncDriver | None = None
            try:
                step = next(flow)
                while True:
                    result: Any = None
                    try:
                        if isinstance(step, Emit):
                            yield step.value
                        elif isinstance(step, Start):
                            if beside is None:
                                beside = evolve(self, presence=stack.enter_context(self.presence.within()))
                            result = beside._start(step.flow)
                        else:
                            result = self._perform(step)
                    except KpsError as error:
                        step = flow.throw(error)
                    else:
                        step = flow.send(result)
            except StopIteration:
                return

    def close(self) -> None:
        """End all requests in progress, and close the connections."""
        self.presence.leave()
        self.http.get().close()

    def _start(self, flow: Flow[Any, R]) -> Future[R]:
        """Run a flow in a separate thread, which does not keep the process alive."""
        from concurrent.futures import Future  # here, because most clients start nothing

        future: Future[R] = Future()

        def run() -> None:
            try:
                future.set_result(self.run(flow))
            except BaseException as error:  # noqa: BLE001  (whoever waits for the result has it raised)
                future.set_exception(error)

        Thread(target=run, name="kps-tasks", daemon=True).start()
        return future

    def _perform(self, step: Any) -> Any:
        match step:
            case Call():
                return self._call(step)
            case Now():
                return (self.clock or clock).monotonic()
            case Sleep(seconds=seconds):
                if self.clock:
                    self.clock.sleep(seconds)
                else:
                    clock.pause(seconds, self.presence.left)
                return self._check_presence()
            case Join(handle=future):
                return future.result()
        raise TypeError(step)

    def _check_presence(self) -> None:
        if self.presence.left.is_set():
            raise ConfigurationError("The client is closed.")

    def _call(self, call: Call) -> APIResponse:
        started = clock.monotonic()
        self._check_presence()
        with self.presence.guarded(None if call.timeout is None else started + call.timeout):
            project, http = self.connection.project, self.http.get()
            if project.id is None:
                with project.lock.held():
                    if project.id is None:
                        project.found(self._send(http, self.connection.lookup(self.http.given), call, started))
            return self._send(http, request_of(self.http.given, call, self.connection), call, started)

    def _send(self, http: httpx.Client, request: httpx.Request, call: Call, started: float) -> APIResponse:
        connection, response = self.connection, None
        try:
            response = send(http, request, connection.auth, self.http.given is not None)
            with closing(response):
                content = body.read(response)
                elapsed = clock.monotonic() - started
                return logged(response_of(response, content, connection.redact, elapsed), request, call.attempt)
        except KpsError:
            raise  # raised by the credential, which knows best what is wrong
        except request_errors() as error:
            if response is None and (opened := GUARD.get(NO_GUARD).opened):
                opened.close()  # httpcore leaves the stream to a SOCKS proxy open if the proxy refused
            if http.is_closed or self.presence.left.is_set():
                raise ConfigurationError("The client is closed.") from None
            elapsed = clock.monotonic() - started
            cause, failure = error_of(error, request, response, connection, elapsed, call.attempt)
        raise failure from cause
