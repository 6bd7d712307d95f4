"""Credentials that are fetched and run out: fetched once however many callers wait, renewed in time."""

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

_MARGIN = 300.0  # seconds before its end that a credential is renewed, or a tenth of its life if that is less

_EXPIRED_AT_IAM = "IAM.0066"
_EXPIRED = re.compile(r"token (is |has )?expire|token must be updated", re.IGNORECASE)


@frozen
class Held(Generic[T]):
    """What was fetched, and the times of the monotonic clock when it is to be renewed and when it ends."""

    value: T = field(repr=False)
    due: float
    end: float

    @classmethod
    def of(cls, value: T, life: float) -> Held[T]:
        """Hold a value that is valid for *life* seconds."""
        now = clock.monotonic()
        return cls(value, now + life - min(_MARGIN, life / 10), now + life)


class RenewedAuth(Credential, Generic[T]):
    """Authentication with something that is fetched first.

    `_fetch` and `_apply` say what is fetched and how it is used; in sync code it is fetched once for all threads, in
    async code once for each event loop. `auth_flow` is pure, so that a credential can be the
    source of another one; what httpx calls adds the lock and reads the responses.
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
        """Fetch it, for the sake of *request*."""

    @abstractmethod
    def _apply(self, request: httpx.Request, value: T) -> None:
        """Put it on a request."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Fetch if need be, send, and once more with a new one if the service says that this one has expired."""
        held = yield from self._usable(request)
        self._apply(request, held.value)
        response = yield request
        if response.status_code == 401 and has_expired(*read_error(response.content)[:2]):
            if self._held is held:  # else another caller has renewed it meanwhile
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
                self._refusal = None  # what is held is still good
        return held

    def _renew(self, request: httpx.Request) -> AuthFlow[Held[T]]:
        """Fetch it anew, and remember how that went."""
        self._tries, self._refusal = self._tries + 1, None
        try:
            self._held = held = yield from self._fetch(request)
        except KpsError as error:
            self._refusal = error
            raise
        return held

    def _check_for_waiters(self, tries: int) -> None:
        """Share the refusal that came while a caller waited: a wrong password sent twenty times locks an account."""
        if self._tries != tries and self._refusal is not None:
            raise copy(self._refusal)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Do what `auth_flow` says, with only one caller fetching at a time."""
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
        """Do what `auth_flow` says, with only one caller fetching at a time."""
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
    """Whether a 401 means that a new token or temporary key may do what this one did not."""
    known = facts.ERROR_CODES.get(code or "")
    renew = known is not None and known.retry == "with-a-new-token"
    return renew or code == _EXPIRED_AT_IAM or _EXPIRED.search(message or "") is not None
