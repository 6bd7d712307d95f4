"""Rows of a page: read them from a response, tell them apart, and notice when their order changes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from attrs import define, field

from .._http.response import APIResponse, unusable

RawRow = dict[str, Any]

_HASHES_ARE_WIDE = sys.hash_info.width >= 64  # with 32 bits one of two long lists would have two equal ones
_triple = itemgetter("task_id", "server_id", "task_time")


def read_rows(payload: dict[str, Any], response: APIResponse) -> tuple[list[RawRow], int | None]:
    """Return the rows of one page, and the total if it says one.

    Raises:
        InvalidResponseError: The body is not a page.
    """
    total = _count(payload.get("total"))
    rows = payload.get("tasks")
    if rows is None and ("tasks" in payload or total == 0):
        rows = []
    if not isinstance(rows, list):
        raise unusable(response, "its field tasks is not a list" if "tasks" in payload else "it has no field tasks")
    if set(map(type, rows)) - {dict}:
        index = next(index for index, row in enumerate(rows) if not isinstance(row, dict))
        raise unusable(response, f"tasks[{index}] is not an object")
    return rows, total


def identities(rows: Sequence[RawRow]) -> list[Hashable]:
    """What each row is known by on other pages. Two rows of one page are two, however alike they are.

    These are hashes, with which a long list is remembered in a fifth of the memory. Two of 100,000 different rows have
    the same one in one of four thousand million lists; it would seem to have moved, which is an error and no loss.
    """
    keys = _triples(rows) or [_identity(row) for row in rows]
    if len(set(keys)) < len(keys):
        alike: Counter[Hashable] = Counter()
        for index, key in enumerate(keys):
            alike[key] += 1
            if alike[key] > 1:
                keys[index] = (key, alike[key])
    return list(map(hash, keys)) if _HASHES_ARE_WIDE else keys


def _triples(rows: Sequence[RawRow]) -> list[Hashable] | None:
    """Task, server and time of each row; None where one of all these is missing or no text. Made for speed."""
    try:
        keys = list(map(_triple, rows))
    except KeyError:
        return None
    parts = list(chain.from_iterable(keys))
    return keys if set(map(type, parts)) == {str} and "" not in parts else None


def _identity(row: RawRow) -> Hashable:
    """Task, server and time; all of the row, where one of them is missing or no text."""
    try:
        triple: tuple[Any, Any, Any] = _triple(row)
        if all(type(value) is str and value for value in triple):
            return triple
    except KeyError:
        pass
    return json.dumps(row, sort_keys=True)


@define
class KnownRows:
    """The rows read so far, each with its position in the list where that is certain.

    It is certain for a row that follows the last row so far. One that appeared further up has no position: where the
    list was A, B and is A, X, B, the X comes after B, and nothing follows from that.
    """

    positions: dict[Hashable, int | None] = field(factory=dict)
    last: Hashable = None

    def __len__(self) -> int:
        return len(self.positions)

    def first_known(self, keys: list[Hashable]) -> int | None:
        """Index of the first row that was seen before."""
        return next((index for index, key in enumerate(keys) if key in self.positions), None)

    def add(self, keys: list[Hashable], response: APIResponse) -> list[int]:
        """Remember *keys* and return the indexes of the new ones.

        Raises:
            InvalidResponseError: Rows that were seen before stand in another order now.
        """
        count = len(self.positions)
        if keys and keys[0] == self.last and self.positions.keys().isdisjoint(keys[1:]):
            # The usual page: it goes on where the last one ended.
            self.positions.update(zip(keys[1:], range(count, count + len(keys)), strict=False))
            self.last = keys[-1]
            return list(range(1, len(keys)))
        before = [index for index, key in enumerate(keys) if key in self.positions]
        known = [position for index in before if (position := self.positions[keys[index]]) is not None]
        if known != sorted(known):
            raise unusable(
                response, "tasks are in a different order than on an earlier page, so the list cannot be read"
            )
        fresh = []
        at_the_end = not self.positions
        for index, key in enumerate(keys):
            if key in self.positions:
                at_the_end = key == self.last
                continue
            self.positions[key] = len(self.positions) if at_the_end else None
            if at_the_end:
                self.last = key
            fresh.append(index)
        return fresh


def _count(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        count = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return count if count >= 0 else None
