"""Perform what a flow yields: the same twice, once sync and once async. No decision is made here."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, closing
from typing import Any, NoReturn, TypeVar

from attrs import frozen

from ._errors import APIConnectionError, APITimeoutError
from ._flows import Call, Emit, Flow
from ._httpx import httpx
from ._responses import Answer, unusable

T = TypeVar("T")
R = TypeVar("R")

_log = logging.getLogger("kps_tasks")


@frozen
class SyncDriver:
    """Perform flows on an ``httpx.Client``."""

    http: httpx.Client
    project_id: str
    redact: Callable[[str], str]

    def run(self, flow: Flow[Any, R]) -> R:
        """Return the result of a flow that emits nothing."""
        try:
            call = next(flow)
            while True:
                call = flow.send(self._perform(call))
        except StopIteration as end:
            result: R = end.value
            return result

    def iterate(self, flow: Flow[T, None]) -> Iterator[T]:
        """Yield what the flow emits."""
        sent: Answer | None = None
        try:
            while True:
                step = flow.send(sent)
                sent = None
                if isinstance(step, Emit):
                    yield step.value
                else:
                    sent = self._perform(step)
        except StopIteration:
            return

    def _perform(self, call: Any) -> Answer:
        request = _request(self.http, call, self.project_id)
        response = None
        try:
            response = self.http.send(request, stream=True)
            with closing(response):
                return _answer(response, response.read(), self.redact)
        except httpx.RequestError as error:
            _fail(error, request, response, self.redact)


@frozen
class AsyncDriver:
    """Perform flows on an ``httpx.AsyncClient``."""

    http: httpx.AsyncClient
    project_id: str
    redact: Callable[[str], str]

    async def run(self, flow: Flow[Any, R]) -> R:
        """Return the result of a flow that emits nothing."""
        try:
            call = next(flow)
            while True:
                call = flow.send(await self._perform(call))
        except StopIteration as end:
            result: R = end.value
            return result

    async def iterate(self, flow: Flow[T, None]) -> AsyncIterator[T]:
        """Yield what the flow emits."""
        sent: Answer | None = None
        try:
            while True:
                step = flow.send(sent)
                sent = None
                if isinstance(step, Emit):
                    yield step.value
                else:
                    sent = await self._perform(step)
        except StopIteration:
            return

    async def _perform(self, call: Any) -> Answer:
        request = _request(self.http, call, self.project_id)
        response = None
        try:
            response = await self.http.send(request, stream=True)
            async with aclosing(response):
                return _answer(response, await response.aread(), self.redact)
        except httpx.RequestError as error:
            _fail(error, request, response, self.redact)


def _request(http: httpx.Client | httpx.AsyncClient, call: Call, project_id: str) -> httpx.Request:
    return http.build_request(**call.operation._get_kwargs(project_id, **call.params))


def _answer(response: httpx.Response, content: bytes, redact: Callable[[str], str]) -> Answer:
    answer = Answer(_line(response.request), response.status_code, response.headers, content, redact)
    _log.debug("%s: HTTP %s, %s bytes, request id %s", answer.request, answer.status, len(content), answer.request_id)
    return answer


def _fail(
    error: httpx.RequestError, request: httpx.Request, response: httpx.Response | None, redact: Callable[[str], str]
) -> NoReturn:
    """Raise the error of this package that *error* stands for, with what is known of the answer."""
    line, what = _line(request), redact(str(error)) or type(error).__name__
    cause = error if redact(str(error)) == str(error) else None  # it would show the credential in a traceback
    _log.debug("%s: %s: %s", line, type(error).__name__, what)
    if response is None:
        known: dict[str, Any] = {}
    else:
        known = {"status_code": response.status_code, "request_id": response.headers.get("x-request-id")}
        if isinstance(error, httpx.DecodingError):
            answer = Answer(line, response.status_code, response.headers, b"", redact)
            raise unusable(answer, f"its content encoding is broken: {what}") from cause
    if isinstance(error, httpx.TimeoutException):
        raise APITimeoutError(f"{line}: no answer in time ({type(error).__name__})", **known) from cause
    part = "only part of the answer" if known else "no answer"
    raise APIConnectionError(f"{line}: {part}: {what}", **known, hint="Check the endpoint and the network.") from cause


def _line(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"
