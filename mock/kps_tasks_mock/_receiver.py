"""The handling of every request: it is recorded, may meet a fault or the quota, and gets a response from the state."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from attrs import evolve

from ._clock import MockClock
from ._conversation import Conversation, Exchange
from ._fault_responses import spoiled
from ._faults import ArmedFault, Faults
from ._hosts import respond
from ._messages import Headers, Request, Response, Wire
from ._quota import Quota
from ._seed_parts import Part
from ._state import State

KEPT_REQUESTS = 10_000


class _Receiver:
    """A state, and the requests received. Whatever accesses either holds the lock."""

    def __init__(self, state: State) -> None:
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

    def _receive(
        self, method: str, path: str, query: str, headers: Headers, body: bytes = b"", peer: str | None = None, /
    ) -> Response:
        """Record a request and respond to it; all entry points lead here."""
        with self._lock:
            self._received += 1
            request = Request(self._received, method, path, query, headers, body, time.time() + self._ahead)
            taken = self._faults.take(request) if self._faults.are_armed else []
            if self._state.per_read:
                self._state = self._state.advanced(self._state.per_read)
            response = self._respond_with(taken, request) if taken else self._respond_within_quota(request)
            exchange = Exchange(request, response.status, tuple(armed.id for armed in taken) if taken else ())
            self._conversation.note(exchange)
        if self._on_exchange:
            self._on_exchange(exchange)
        return response

    def _respond_with(self, taken: list[ArmedFault], request: Request) -> Response:
        """Respond with faults: at most one changes the response, the others delay it."""
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

    def _advance_to(self, now: int) -> None:
        with self._lock:
            self._state = self._state.advanced(max(0, now - self._state.now))

    @contextmanager
    def _changing(self, name: str, described: Mapping[str, object]) -> Iterator[Part]:
        """Block requests during a change; the description is parsed as strictly as a seed."""
        with self._lock:
            yield Part(name, "", described)
