"""The memory and open descriptors of a process, and whether they grow."""

from __future__ import annotations

import gc
import os
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from attrs import astuple, frozen

_DESCRIPTORS = Path("/dev/fd")  # of this process, on Linux and macOS
_PAGES = Path("/proc/self/statm")


@frozen
class Held:
    """What the process holds at a moment; numbers that are unavailable here are 0."""

    traced: float  # MiB allocated by Python
    resident: float  # MiB of the process
    descriptors: int
    threads: int

    @classmethod
    def now(cls) -> Held:
        """Measure it."""
        pages = int(_PAGES.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if _PAGES.exists() else 0
        return cls(
            tracemalloc.get_traced_memory()[0] / 2**20,
            pages / 2**20,
            len(list(_DESCRIPTORS.iterdir())) if _DESCRIPTORS.exists() else 0,
            threading.active_count(),
        )

    def __str__(self) -> str:
        return (
            f"{self.traced:.1f} MiB allocated, {self.resident:.0f} MiB resident, {self.descriptors} descriptors, "
            f"{self.threads} threads"
        )

    def grown_since(self, earlier: Held) -> Iterator[str]:
        """Yield what has grown by more than chance."""
        # Resident memory includes what the allocator keeps, and settles late.
        allowed = Held(max(1.0, earlier.traced / 10), max(32.0, earlier.resident / 4), 5, 3)
        names = ("MiB allocated", "MiB resident", "descriptors", "threads")
        for name, before, after, more in zip(names, astuple(earlier), astuple(self), astuple(allowed), strict=True):
            if after > before + more:
                yield f"{name} grew from {before:.1f} to {after:.1f}"


class Floor:
    """The minimum held over a period: leaked memory is never released, used memory is."""

    def __init__(self) -> None:
        self._samples: list[Held] = []

    def sample(self) -> None:
        """Measure again."""
        self._samples.append(Held.now())

    def take(self) -> Held:
        """Return the minimum since the last call."""
        gc.collect()
        self.sample()
        least = Held(*(min(column) for column in zip(*map(astuple, self._samples), strict=True)))
        self._samples.clear()
        return least
