"""Rows of a page: read them from a response, tell them apart, and notice when their order changes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import count, repeat
from typing import Any

from attrs import define, field, frozen

from .._http.response import APIResponse, read_object, unusable
from .._models.tasks import ListedT_co, Page

RawRow = dict[str, Any]

_MASK = 2**60 - 1  # two digits of Python's numbers, where a whole hash has three
_HASHES_ARE_WIDE = sys.hash_info.width >= 64  # with 32 bits one of two long lists would have two equal ones
_KNOWN_BY = ("task_id", "server_id", "task_time")


@frozen
class NewRows:
    """What a page of a list brings."""

    rows: list[RawRow]
    total: int | None
    offset: int
    request_id: str | None

    def tasks(self, row: type[ListedT_co]) -> Iterator[ListedT_co]:
        """Make the tasks one by one, as most callers keep few. Each replaces its row: memory and garbage stay small."""
        self.rows.reverse()
        return map(row, map(self.rows.pop, repeat(-1, len(self.rows))))

    def page(self, row: type[ListedT_co]) -> Page[ListedT_co]:
        """Return it with all its tasks, as callers see it."""
        return Page(tuple(self.tasks(row)), self.total, self.offset, self.request_id)


def read_rows(response: APIResponse) -> tuple[list[RawRow], int | None]:
    """Return the rows of one page, and the total if it says one.

    Raises:
        InvalidResponseError: The body is not a page.
    """
    payload = read_object(response)
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

    These are 60 bits of a hash, with which a long list is remembered in a sixth of the memory. Two of 100,000 different
    rows have the same ones in one of 200 million lists; it would seem to have moved, which is an error and no
    loss.
    """
    known_by = _triples(rows) or map(_identity, rows)
    keys: list[Hashable] = [number & _MASK for number in map(hash, known_by)] if _HASHES_ARE_WIDE else list(known_by)
    if len(set(keys)) < len(keys):
        alike: Counter[Hashable] = Counter()
        for index, key in enumerate(keys):
            alike[key] += 1
            if alike[key] > 1:
                keys[index] = (key, alike[key])
    return keys


def _triples(rows: Sequence[RawRow]) -> Iterable[Hashable] | None:
    """Task, server and time of each row; None where one of all these is missing or no text. Made for speed."""
    try:
        columns = [[row[name] for row in rows] for name in _KNOWN_BY]
        for column in columns:
            "".join(column)  # a TypeError if one is no text
    except (KeyError, TypeError):
        return None
    return zip(*columns, strict=True) if all(map(all, columns)) else None


def _identity(row: RawRow) -> Hashable:
    """Task, server and time; all of the row, where one of them is missing or no text."""
    triple = tuple(row.get(name) for name in _KNOWN_BY)
    return triple if all(type(value) is str and value for value in triple) else json.dumps(row, sort_keys=True)


@define
class KnownRows:
    """The rows read so far, and the order of those whose place in it is certain.

    It is certain for a row that follows the last row so far. One that appeared further up has none: where the list was
    A, B and is A, X, B, the X comes after B, and nothing follows from that.
    """

    seen: set[Hashable] = field(factory=set)
    order: list[Hashable] = field(factory=list)
    _positions: dict[Hashable, int] = field(factory=dict)  # in that order; it lags behind until somebody asks

    def __len__(self) -> int:
        return len(self.seen)

    def first_known(self, keys: list[Hashable]) -> int | None:
        """Index of the first row that was seen before."""
        return next((index for index, key in enumerate(keys) if key in self.seen), None)

    def add(self, keys: list[Hashable], response: APIResponse) -> Sequence[int]:
        """Remember *keys* and return the indexes of the new ones.

        Raises:
            InvalidResponseError: Rows that were seen before stand in another order now.
        """
        if keys and keys[:1] == self.order[-1:] and self.seen.isdisjoint(new := keys[1:]):
            # The usual page: it goes on where the last one ended.
            self.seen.update(new)
            self.order += new
            return range(1, len(keys))
        known = self._positions_of([key for key in keys if key in self.seen])
        if known != sorted(known):
            raise unusable(
                response, "tasks are in a different order than on an earlier page, so the list cannot be read"
            )
        fresh = []
        at_the_end = not self.seen
        for index, key in enumerate(keys):
            if key in self.seen:
                at_the_end = key == self.order[-1]
                continue
            self.seen.add(key)
            if at_the_end:
                self.order.append(key)
            fresh.append(index)
        return fresh

    def _positions_of(self, keys: list[Hashable]) -> list[int]:
        """Positions of those that have one. One alone is in order, and a list that stands still has no more a page."""
        if len(keys) < 2:
            return []
        behind = len(self._positions)
        self._positions.update(zip(self.order[behind:], count(behind), strict=False))
        return [self._positions[key] for key in keys if key in self._positions]


def _count(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        count = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return count if count >= 0 else None
