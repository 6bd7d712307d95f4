"""Limit the requests that an async client sends at once; all others wait for a place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from .._errors import APITimeoutError
from .guard import GUARD, NO_GUARD

if TYPE_CHECKING:
    from asyncio import Semaphore

    from anyio.lowlevel import RunVar

AT_ONCE = 10  # beyond that, httpcore's comparison of each connection with each request costs more than a request


class Places:
    """Places for the requests of each event loop.

    Args:
        count: How many there are.
    """

    def __init__(self, count: int = AT_ONCE) -> None:
        self._count = count
        self._of_loops: RunVar[Semaphore] | None = None

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold a place.

        Raises:
            APITimeoutError: None became free before the deadline.
        """
        places, guard = self._of_this_loop(), GUARD.get(NO_GUARD)
        if places.locked():
            from anyio import move_on_after

            with move_on_after(guard.seconds(None)) as waiting, guard.step(waiting.cancel):
                await places.acquire()
            if waiting.cancelled_caught:
                raise APITimeoutError(
                    f"No response in time: {self._count} other requests were in progress the whole time."
                )
        else:
            await places.acquire()
        try:
            yield
        finally:
            places.release()

    def _of_this_loop(self) -> Semaphore:
        from asyncio import Semaphore

        from anyio.lowlevel import RunVar

        if self._of_loops is None:
            self._of_loops = RunVar(f"places of {id(self)}")
        places: Semaphore | None = self._of_loops.get(None)
        if places is None:
            places = Semaphore(self._count)
            self._of_loops.set(places)
        return places
