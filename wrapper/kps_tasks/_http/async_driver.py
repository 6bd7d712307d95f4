"""Perform the steps of a flow in asyncio tasks, as the sync driver does in threads. It makes no decisions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypeVar

from anyio import CancelScope, move_on_after
from attrs import field, frozen

from .._errors import APITimeoutError, ConfigurationError, KpsError
from .._httpx import httpx
from . import body, clock
from .clock import Clock
from .connection import Connection
from .exchange import TRY_LATER, error_of, logged, request_errors, request_of, response_of
from .guard import GUARD, NO_GUARD, Presence
from .httpx_client import PerProcess
from .places import Places
from .response import APIResponse
from .send import async_send
from .steps import Call, Emit, Flow, Join, Now, Sleep, Start

T = TypeVar("T")
R = TypeVar("R")


@frozen(eq=False, repr=False)
class AsyncDriver:
    """Perform flows on an ``httpx.AsyncClient``; flows that they start run in tasks."""

    http: PerProcess[httpx.AsyncClient]
    connection: Connection
    clock: Clock | None = None
    presence: Presence = field(factory=Presence)
    places: Places = field(factory=Places)

    async def run(self, flow: Flow[Any, R]) -> R:
        """Return the result of a flow that emits nothing."""
        try:
            step = next(flow)
            while True:
                try:
                    result = await self._perform(step)
                except KpsError as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(result)
        except StopIteration as end:
            value: R = end.value
            return value

    async def iterate(self, flow: Flow[T, None]) -> AsyncGenerator[T]:
        """Yield what the flow emits."""
        tasks: set[asyncio.Task[Any]] = set()
        try:
            step = next(flow)
            while True:
                result: Any = None
                try:
                    if isinstance(step, Emit):
                        yield step.value
                    elif isinstance(step, Start):
                        result = asyncio.create_task(self.run(step.flow))
                        tasks.add(result)
                        result.add_done_callback(tasks.discard)
                        result.add_done_callback(_forget)
                    else:
                        result = await self._perform(step)
                except KpsError as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(result)
        except StopIteration:
            return
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _perform(self, step: Any) -> Any:
        match step:
            case Call():
                return await self._call(step)
            case Now():
                return (self.clock or clock).monotonic()
            case Sleep(seconds=seconds):
                await (self.clock.async_sleep(seconds) if self.clock else self._pause(seconds))
                return self._check_presence()
            case Join(handle=task):
                return await task
        raise TypeError(step)

    async def _pause(self, seconds: float) -> None:
        """Wait until the time is over or the caller leaves."""
        with self.presence.guarded(None) as guard, CancelScope() as scope, guard.step(scope.cancel):
            await clock.async_pause(seconds)

    def _check_presence(self) -> None:
        if self.presence.left.is_set():
            raise ConfigurationError("The client is closed.")

    async def close(self) -> None:
        """End all requests in progress, and close the connections."""
        self.presence.leave()
        await self.http.get().aclose()

    async def _call(self, call: Call) -> APIResponse:
        """Send in a separate task that is never cancelled: httpcore would lose a place in its pool of connections.

        A cancelled caller leaves the guard; the streams then end the request with an error, and httpcore cleans up.
        """
        started = clock.monotonic()
        self._check_presence()
        with self.presence.guarded(None if call.timeout is None else started + call.timeout) as guard:
            sending = asyncio.ensure_future(self._exchange(call, started))
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            if self.http.guarded:
                guard.leave()
                sending.add_done_callback(_forget)
            else:
                sending.cancel()
            raise

    async def _exchange(self, call: Call, started: float) -> APIResponse:
        if self.http.guarded:
            async with self.places.held():
                return await self._exchange_at_once(call, started)
        guard = GUARD.get(NO_GUARD)  # the streams of a given client do not use it
        with move_on_after(guard.seconds(None)) as scope, guard.step(scope.cancel):
            return await self._exchange_at_once(call, started)
        self._check_presence()
        raise APITimeoutError(f"{self.connection.place}: no response until the deadline.", hint=TRY_LATER)

    async def _exchange_at_once(self, call: Call, started: float) -> APIResponse:
        project, http = self.connection.project, self.http.get()
        if project.id is None:
            async with project.lock.async_held():
                if project.id is None:
                    project.found(await self._send(http, self.connection.lookup(self.http.given), call, started))
        return await self._send(http, request_of(self.http.given, call, self.connection), call, started)

    async def _send(self, http: httpx.AsyncClient, request: httpx.Request, call: Call, started: float) -> APIResponse:
        connection, response = self.connection, None
        try:
            response = await async_send(http, request, connection.auth, self.http.given is not None)
            async with aclosing(response):
                content = await body.aread(response)
                elapsed = clock.monotonic() - started
                return logged(response_of(response, content, connection.redact, elapsed), request, call.attempt)
        except KpsError:
            raise  # raised by the credential, which knows best what is wrong
        except request_errors() as error:
            if response is None and (opened := GUARD.get(NO_GUARD).opened):
                await opened.aclose()
            if http.is_closed or self.presence.left.is_set():
                raise ConfigurationError("The client is closed.") from None
            elapsed = clock.monotonic() - started
            cause, failure = error_of(error, request, response, connection, elapsed, call.attempt)
        raise failure from cause


def _forget(sending: asyncio.Future[Any]) -> None:
    """Retrieve the error, which nobody waits for."""
    if not sending.cancelled():
        sending.exception()
