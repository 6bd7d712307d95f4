"""What a process holds: memory and open descriptors, and whether that grows."""

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
    """What the process holds at a moment; numbers that cannot be known here are 0."""

    traced: float  # MiB of what Python has allocated
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
        # What is resident has what the allocator keeps as well, and settles late.
        allowed = Held(max(1.0, earlier.traced / 10), max(32.0, earlier.resident / 4), 5, 3)
        names = ("MiB allocated", "MiB resident", "descriptors", "threads")
        for name, before, after, more in zip(names, astuple(earlier), astuple(self), astuple(allowed), strict=True):
            if after > before + more:
                yield f"{name} grew from {before:.1f} to {after:.1f}"


class Floor:
    """The least that was held in a while: what is leaked is never given back, what is in use is."""

    def __init__(self) -> None:
        self._samples: list[Held] = []

    def sample(self) -> None:
        """Measure once more."""
        self._samples.append(Held.now())

    def take(self) -> Held:
        """Return the least since the last time."""
        gc.collect()
        self.sample()
        least = Held(*(min(column) for column in zip(*map(astuple, self._samples), strict=True)))
        self._samples.clear()
        return least
