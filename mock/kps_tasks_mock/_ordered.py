"""A sorted set of whole numbers, from which a range is read in time proportional to its length."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, chain, islice

BLOCK = 512


class Ordered:
    """A sorted set in blocks: appending takes constant time, and any other change affects one block.

    Args:
        numbers: The initial numbers, in order.
    """

    def __init__(self, numbers: list[int]) -> None:
        self._blocks = [numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK)]
        self._lasts = [block[-1] for block in self._blocks]
        self._length = len(numbers)
        self._starts: list[int] | None = None
        """Where each block starts; None from a change to the next read."""

    def __len__(self) -> int:
        return self._length

    def add(self, number: int) -> None:
        """Add a number, unless it is there already."""
        at = bisect_left(self._lasts, number)
        if at == len(self._blocks):  # larger than all others
            if self._blocks and len(self._blocks[-1]) < BLOCK:
                at -= 1
            else:
                self._blocks.append([])
                self._lasts.append(number)
        block = self._blocks[at]
        place = bisect_left(block, number)
        if place < len(block) and block[place] == number:
            return
        block.insert(place, number)
        self._lasts[at] = block[-1]
        if len(block) > 2 * BLOCK:
            self._blocks[at : at + 1] = block[:BLOCK], block[BLOCK:]
            self._lasts.insert(at, block[BLOCK - 1])
        self._length += 1
        self._starts = None

    def discard(self, number: int) -> None:
        """Remove a number if it is there."""
        at = bisect_left(self._lasts, number)
        if at == len(self._blocks):
            return
        block = self._blocks[at]
        place = bisect_left(block, number)
        if block[place] != number:
            return
        del block[place]
        if block:
            self._lasts[at] = block[-1]
        else:
            del self._blocks[at], self._lasts[at]
        self._length -= 1
        self._starts = None

    def stretch(self, start: int, length: int) -> Iterator[int]:
        """Yield *length* numbers, beginning with the one at position *start*."""
        if self._starts is None:
            self._starts = [0, *accumulate(len(block) for block in self._blocks)]
        at = bisect_right(self._starts, start) - 1
        later = chain.from_iterable(islice(self._blocks, at, None))
        return islice(later, start - self._starts[at], start - self._starts[at] + length)
