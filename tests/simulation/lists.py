"""Lists that change while they are read."""

from __future__ import annotations

import random
from typing import Any

from attrs import define, field

from kps_tasks import FailedTask, InvalidResponseError, RetryPolicy, RunningTask
from kps_tasks._flows.paging import ListOptions, pages

from .world import World

PATIENT = RetryPolicy(attempts=50, first=0.1, longest=1, total=1e9)


@define
class MovingList:
    """The service's side: rows that come and go between two requests, and a kind of service."""

    chance: random.Random
    most: int  # rows of a page, whatever the limit
    moves: float  # probability of a change before a request
    ignores_offset: bool
    total: str
    rows: list[int] = field(factory=list)
    always: set[int] = field(factory=set)
    number: int = 0

    @classmethod
    def of(cls, chance: random.Random) -> MovingList:
        new = cls(
            chance,
            most=chance.choice([1000, 1000, chance.randint(2, 9)]),
            moves=chance.choice([0, 0.3, 0.9]),
            ignores_offset=chance.random() < 0.2,
            total=chance.choice(["said", "said", "said", "missing"]),
        )
        new.number = chance.choice([0, 1, chance.randint(2, 60)])
        new.rows = list(range(new.number))
        new.always = set(new.rows)
        return new

    def respond(self, path: str, params: dict[str, Any]) -> tuple[int, Any]:
        if self.chance.random() < self.moves:
            self._move()
        offset = 0 if self.ignores_offset else params["offset"]
        part = self.rows[offset : offset + min(self.most, params["limit"])]
        page = {"tasks": [{"task_id": f"t{n}", "server_id": f"s{n}", "task_time": "1"} for n in part]}
        return 200, page if self.total == "missing" else page | {"total": len(self.rows)}

    def _move(self) -> None:
        for _ in range(self.chance.choice([1, 1, 2, 5])):
            at = self.chance.choice([0, self.chance.randint(0, len(self.rows))])
            if self.rows and self.chance.random() < 0.6:
                self.always.discard(self.rows.pop(at % len(self.rows)))
            else:
                self.rows.insert(at, self.number)
                self.number += 1


def simulate(chance: random.Random) -> str:
    """Read one list; return its outcome in a word. A list that cannot be read is an error, never silence."""
    service = MovingList.of(chance)
    world = World(chance, service.respond, faults=chance.choice([0, 0.1]), most_calls=chance.choice([None, None, 5]))
    options = ListOptions(chance.randint(2, 9), 0, chance.choice([1, 1, 2, 8]), PATIENT)
    error = None
    try:
        world.run(pages(chance.choice([RunningTask, FailedTask]), options))
    except InvalidResponseError as caught:
        error = caught
        if not service.ignores_offset and "faster than it can be read" not in str(caught):
            raise
    found = [row["task_id"] for new in world.emitted for row in new.rows]
    assert len(found) == len(set(found)), "a task came out twice"
    lost = {f"t{number}" for number in service.always} - set(found)
    assert error or not lost, f"lost in silence: {sorted(lost)}"
    return "error" if error else "whole"
