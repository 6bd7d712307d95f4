"""Waits during which requests fail, time runs out and the caller leaves."""

from __future__ import annotations

import random
from typing import Any

from attrs import define, field

from kps_tasks import KpsError, RateLimit, RetryPolicy, TaskTimeoutError, UnknownTaskError
from kps_tasks._flows.waiting import WatchOptions, watch

from .world import World


@define
class Tasks:
    """The service's side: tasks that run for some seconds and then end."""

    chance: random.Random
    ends: dict[str, float] = field(factory=dict)
    failing: set[str] = field(factory=set)
    now: float = 0.0
    away: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def of(cls, chance: random.Random) -> Tasks:
        new = cls(chance)
        for number in range(chance.randint(1, 30)):
            new.ends[f"t{number}"] = chance.choice([0.0, chance.uniform(0, 300)])
        new.failing = {task_id for task_id in new.ends if chance.random() < 0.2}
        start = chance.choice([1e9, chance.uniform(0, 200)])
        new.away = start, start + chance.uniform(0, 2000)
        return new

    def passed(self, seconds: float) -> None:
        self.now += seconds

    def status(self, task_id: str) -> str:
        if self.now < self.ends[task_id]:
            return "RUNNING_RESET"
        return "FAILED_RESET" if task_id in self.failing else "SUCCESS_RESET"

    def respond(self, path: str, params: dict[str, Any]) -> tuple[int, Any]:
        if self.away[0] <= self.now < self.away[1]:
            return 503, {}
        kind, _, task_id = path.partition("/")
        if kind == "tasks":
            if task_id not in self.ends:
                return 400, {"error_code": "KPS.0001", "error_msg": "no such task"}
            return 200, {"task_id": task_id, "task_status": self.status(task_id)}
        wanted = "RUNNING" if kind == "running-tasks" else "FAILED"
        rows = [
            {"task_id": task_id, "operate_type": self.status(task_id), "task_error_msg": f"why {task_id}"}
            for task_id in self.ends
            if self.status(task_id).startswith(wanted)
        ]
        return 200, {"tasks": rows[params["offset"] : params["offset"] + params["limit"]], "total": len(rows)}


def simulate(chance: random.Random) -> str:
    """Wait for tasks; return the outcome in a word. In any case, every task is accounted for, once and correctly."""
    service = Tasks.of(chance)
    unknown = {f"u{number}" for number in range(chance.choice([0, 0, 1, 3]))}
    ids = [*service.ends, *unknown]
    chance.shuffle(ids)
    timeout = chance.choice([None, 1e5, chance.uniform(0, 400)])
    per_minute = chance.choice([None, 5.0, 300.0])
    limit = RateLimit(300) if per_minute else None
    options = WatchOptions(timeout, lambda polls: 5.0, limit, per_minute, RetryPolicy(attempts=chance.choice([1, 4])))
    most_calls = chance.choice([None, None, None, chance.randint(0, 40)])
    world = World(chance, service.respond, service.passed, chance.choice([0, 0.1, 0.5]), most_calls)
    error: KpsError | None = None
    try:
        world.run(watch(ids, options))
    except (TaskTimeoutError, UnknownTaskError) as caught:
        error = caught
    ends = [update for update in world.emitted if update.finished]
    names = [update.task_id for update in ends]
    assert len(names) == len(set(names)), "an end was reported twice"
    for update in ends:
        assert update.task_status == service.status(update.task_id), f"{update} is not what the service says"
        if update.failure:
            assert update.failure.task_error_msg == f"why {update.task_id}"
    if error is None:
        assert set(names) == set(ids), "a task was lost in silence"
        return "ended"
    known = {update.task_id for update in (*error.finished, *error.tasks)} | set(error.unknown)
    assert known == set(ids), "the error does not account for every task"
    assert set(names) == {update.task_id for update in error.finished}
    assert set(error.unknown) <= unknown
    if isinstance(error, TaskTimeoutError):
        assert timeout is not None, "out of time without a timeout"
        assert world.now <= timeout + 60, "it went on behind its timeout"
        return "out of time"
    assert not error.tasks, "others were given up for an unknown one"
    return "unknown"
