"""Credentials that are fetched and expire: fetched once for all waiting callers, and renewed in time."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import AsyncGenerator, Generator
from copy import copy
from typing import Generic, TypeVar

from attrs import field, frozen

from kps_tasks_client import facts

from .._errors import InternalServerError, KpsError, RateLimitError
from .._http import body, clock
from .._http.call_lock import CallLock
from .._http.exchange import logged, response_of
from .._http.response import read_error
from .._httpx import httpx
from .secrets import Credential

T = TypeVar("T")
AuthFlow = Generator[httpx.Request, httpx.Response, T]

_MARGIN = 300.0  # seconds before expiry at which a credential is renewed; a tenth of its life if that is less

_EXPIRED_AT_IAM = "IAM.0066"
_EXPIRED = re.compile(r"token (is |has )?expire|token must be updated", re.IGNORECASE)


@frozen
class Held(Generic[T]):
    """A fetched value, and when it is to be renewed and when it expires, in monotonic time."""

    value: T = field(repr=False)
    due: float
    end: float

    @classmethod
    def of(cls, value: T, life: float) -> Held[T]:
        """Hold a value that is valid for *life* seconds."""
        now = clock.monotonic()
        return cls(value, now + life - min(_MARGIN, life / 10), now + life)


class RenewedAuth(Credential, Generic[T]):
    """Authentication with a value that is fetched first.

    `_fetch` and `_apply` define what is fetched and how it is used. Sync code fetches it once for all threads, async
    code once per event loop. `auth_flow` does no I/O, so one credential can be the source of another;
    `sync_auth_flow` and `async_auth_flow`, which httpx calls, add the lock and read the responses.
    """

    requires_request_body = True

    def __init__(self, *secrets: str | None) -> None:
        super().__init__(*secrets)
        self._held: Held[T] | None = None
        self._lock = CallLock()
        self._tries = 0
        self._refusal: KpsError | None = None

    @abstractmethod
    def _fetch(self, request: httpx.Request) -> AuthFlow[Held[T]]:
        """Fetch the value that *request* needs."""

    @abstractmethod
    def _apply(self, request: httpx.Request, value: T) -> None:
        """Add the value to a request."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with the value; if the service says that it has expired, renew it and send again."""
        held = yield from self._usable(request)
        self._apply(request, held.value)
        response = yield request
        if response.status_code == 401 and has_expired(*read_error(response.content)[:2]):
            if self._held is held:  # otherwise another caller has renewed it
                yield from self._renew(request)
            self._apply(request, self._held.value if self._held else held.value)
            yield request

    def _usable(self, request: httpx.Request) -> AuthFlow[Held[T]]:
        held = self._held
        if held is None or clock.monotonic() >= held.due:
            try:
                return (yield from self._renew(request))
            except (InternalServerError, RateLimitError):
                if held is None or clock.monotonic() >= held.end:
                    raise
                self._refusal = None  # the current value is still valid
        return held

    def _renew(self, request: httpx.Request) -> AuthFlow[Held[T]]:
        """Fetch a new value; remember the error if that fails."""
        self._tries, self._refusal = self._tries + 1, None
        try:
            self._held = held = yield from self._fetch(request)
        except KpsError as error:
            self._refusal = error
            raise
        return held

    def _check_for_waiters(self, tries: int) -> None:
        """Raise the error that came while a caller waited: sending a wrong password twenty times locks an account."""
        if self._tries != tries and self._refusal is not None:
            raise copy(self._refusal)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Run `auth_flow`; only one caller fetches at a time."""
        flow, response = self.auth_flow(_with_body(request)), None
        try:
            while True:
                tries = self._tries
                with self._lock.held():
                    self._check_for_waiters(tries)
                    wanted = next(flow) if response is None else flow.send(response)
                    while wanted is not request:
                        started = clock.monotonic()
                        side_response = yield wanted
                        self._log(side_response, body.read(side_response), started)
                        wanted = flow.send(side_response)
                response = yield request
                if response.status_code == 401:
                    body.read(response)
        except StopIteration:
            return

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Run `auth_flow`; only one caller fetches at a time."""
        await request.aread()
        flow, response = self.auth_flow(request), None
        try:
            while True:
                tries = self._tries
                async with self._lock.async_held():
                    self._check_for_waiters(tries)
                    wanted = next(flow) if response is None else flow.send(response)
                    while wanted is not request:
                        started = clock.monotonic()
                        side_response = yield wanted
                        self._log(side_response, await body.aread(side_response), started)
                        wanted = flow.send(side_response)
                response = yield request
                if response.status_code == 401:
                    await body.aread(response)
        except StopIteration:
            return

    def _log(self, response: httpx.Response, content: bytes, started: float) -> None:
        logged(response_of(response, content, self.redact, clock.monotonic() - started), response.request)


def _with_body(request: httpx.Request) -> httpx.Request:
    request.read()
    return request


def has_expired(code: str | None, message: str | None) -> bool:
    """Whether a 401 means that a new token or temporary key may succeed."""
    known = facts.ERROR_CODES.get(code or "")
    renew = known is not None and known.retry == "with-a-new-token"
    return renew or code == _EXPIRED_AT_IAM or _EXPIRED.search(message or "") is not None
