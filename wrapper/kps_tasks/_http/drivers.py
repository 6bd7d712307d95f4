"""Perform what a flow yields: the same twice, once sync and once async. No decision is made here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, closing
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from .._errors import ConfigurationError, KpsError
from .._httpx import httpx
from . import clock
from .connection import Connection
from .exchange import UNTYPED_ERRORS, error_of, logged, request_of, response_of
from .response import APIResponse
from .steps import Call, Emit, Flow, Join, Now, Sleep, Start

if TYPE_CHECKING:
    import asyncio

_MOST_THREADS = 512  # a thread is started when a flow asks for it; how many they are is decided there

T = TypeVar("T")
R = TypeVar("R")


@frozen
class SyncDriver:
    """Perform flows on an ``httpx.Client``; what they start beside themselves runs in threads."""

    http: httpx.Client
    connection: Connection
    _lock: Lock = field(factory=Lock)

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
        """Yield what the flow emits."""
        with ExitStack() as stack:
            threads: ThreadPoolExecutor | None = None
            try:
                step = next(flow)
                while True:
                    result: Any = None
                    try:
                        if isinstance(step, Emit):
                            yield step.value
                        elif isinstance(step, Start):
                            if threads is None:
                                threads = ThreadPoolExecutor(_MOST_THREADS, "kps-tasks")
                                stack.callback(threads.shutdown, cancel_futures=True)
                            result = threads.submit(self.run, step.flow)
                        else:
                            result = self._perform(step)
                    except KpsError as error:
                        step = flow.throw(error)
                    else:
                        step = flow.send(result)
            except StopIteration:
                return

    def _perform(self, step: Any) -> Any:
        match step:
            case Call():
                return self._call(step)
            case Now():
                return clock.monotonic()
            case Sleep(seconds=seconds):
                return clock.pause(seconds)
            case Join(handle=future):
                return future.result()
        raise TypeError(step)

    def _call(self, call: Call) -> APIResponse:
        started = clock.monotonic()
        project = self.connection.project
        if project.id is None:
            with self._lock:
                if project.id is None:
                    project.found(self._send(self.connection.lookup(self.http), call, started))
        return self._send(request_of(self.http, call, self.connection), call, started)

    def _send(self, request: httpx.Request, call: Call, started: float) -> APIResponse:
        connection, response = self.connection, None
        try:
            response = self.http.send(request, auth=connection.auth, follow_redirects=False, stream=True)
            with closing(response):
                content = response.read()
                elapsed = clock.monotonic() - started
                return logged(response_of(response, content, connection.redact, elapsed), request, call.attempt)
        except KpsError:
            raise  # from the credential, which knows better what is wrong
        except (httpx.RequestError, *UNTYPED_ERRORS) as error:
            if self.http.is_closed:
                raise ConfigurationError("The client is closed.") from None
            elapsed = clock.monotonic() - started
            cause, failure = error_of(error, request, response, connection, elapsed, call.attempt)
        raise failure from cause


@frozen
class AsyncDriver:
    """Perform flows on an ``httpx.AsyncClient``; what they start beside themselves runs in tasks."""

    http: httpx.AsyncClient
    connection: Connection
    _lock: asyncio.Lock = field()

    @_lock.default
    def _new_lock(self) -> asyncio.Lock:
        import asyncio

        return asyncio.Lock()

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

    async def iterate(self, flow: Flow[T, None]) -> AsyncIterator[T]:
        """Yield what the flow emits."""
        import asyncio  # here, as the sync client does without it

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
                return clock.monotonic()
            case Sleep(seconds=seconds):
                return await clock.async_pause(seconds)
            case Join(handle=task):
                return await task
        raise TypeError(step)

    async def _call(self, call: Call) -> APIResponse:
        started = clock.monotonic()
        project = self.connection.project
        if project.id is None:
            async with self._lock:
                if project.id is None:
                    project.found(await self._send(self.connection.lookup(self.http), call, started))
        return await self._send(request_of(self.http, call, self.connection), call, started)

    async def _send(self, request: httpx.Request, call: Call, started: float) -> APIResponse:
        connection, response = self.connection, None
        try:
            response = await self.http.send(request, auth=connection.auth, follow_redirects=False, stream=True)
            async with aclosing(response):
                content = await response.aread()
                elapsed = clock.monotonic() - started
                return logged(response_of(response, content, connection.redact, elapsed), request, call.attempt)
        except KpsError:
            raise  # from the credential, which knows better what is wrong
        except (httpx.RequestError, *UNTYPED_ERRORS) as error:
            if self.http.is_closed:
                raise ConfigurationError("The client is closed.") from None
            elapsed = clock.monotonic() - started
            cause, failure = error_of(error, request, response, connection, elapsed, call.attempt)
        raise failure from cause
