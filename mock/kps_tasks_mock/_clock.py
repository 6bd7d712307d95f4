"""The mock's time as a clock for clients: their pauses advance it, and nobody waits.

If several clients pause at the same time, time moves to the end of the shortest pause, once all others have done their
work.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import count
from math import ceil
from threading import Lock, get_ident

QUIET_ROUNDS = 20
"""How many turns others get, without anything happening, until they all count as pausing."""


class MockClock:
    """Clock for `Client(..., clock=mock.clock)` and `AsyncClient`.

    Example:
        ```python
        mock = MockKps.documented()
        task_id = mock.add_task(operation="bind", running_seconds=30)
        kps = Client(
            endpoint="http://kps.test", project_id=mock.project_id, auth=StaticToken(mock.token),
            transport=mock.transport(), clock=mock.clock,
        )
        kps.tasks.wait(task_id)  # half a minute of the mock's time, none of yours
        ```
    """

    def __init__(self, now: Callable[[], int], advance_to: Callable[[int], None], received: Callable[[], int]) -> None:
        self._now, self._advance_to, self._received = now, advance_to, received
        self._lock = Lock()
        self._sleepers: list[tuple[int, int]] = []
        self._numbers = count()
        self._events = 0
        self._threads: set[int] = set()

    def monotonic(self) -> float:
        """Return the seconds since the mock began."""
        return self._now() / 1000

    def sleep(self, seconds: float) -> None:
        """Advance the time to the end of the pause."""
        self._threads.add(get_ident())
        alone = len(self._threads) == 1
        for _ in self._rounds(seconds, 0 if alone else QUIET_ROUNDS):
            time.sleep(0)  # other threads get a turn

    async def async_sleep(self, seconds: float) -> None:
        """Advance the time to the end of the pause."""
        for _ in self._rounds(seconds, QUIET_ROUNDS):
            await asyncio.sleep(0)  # other tasks get a turn

    def _rounds(self, seconds: float, quiet_rounds: int) -> Iterator[None]:
        """Yield while others may have something to do before time moves."""
        me = (self._now() + max(0, ceil(seconds * 1000)), next(self._numbers))
        with self._lock:
            self._sleepers.append(me)
            self._events += 1
        try:
            quiet, before = 0, self._activity()
            while self._now() < me[0]:
                if quiet >= quiet_rounds and self._is_first(me):
                    self._advance_to(me[0])
                    return
                yield
                quiet = quiet + 1 if self._activity() == before else 0
                before = self._activity()
        finally:
            with self._lock:
                self._sleepers.remove(me)
                self._events += 1

    def _is_first(self, me: tuple[int, int]) -> bool:
        with self._lock:
            return min(self._sleepers) == me

    def _activity(self) -> int:
        return self._events + self._received()
