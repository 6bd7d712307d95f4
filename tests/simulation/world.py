"""A service and a scheduler in one thread, on a clock that jumps: everything follows from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from attrs import define, field

from kps_tasks import APIConnectionError, KpsError
from kps_tasks._http.response import APIResponse
from kps_tasks._http.steps import Call, Emit, Flow, Join, Now, Sleep, Start

MOST_STEPS = 50_000  # of one flow; a flow with more counts as endless


class Cancelled(Exception):
    """The caller left."""


@define
class Job:
    """A flow that runs concurrently."""

    flow: Flow[Any, Any]
    send: Any = None
    throw: KpsError | None = None
    ended: bool = False
    joins: bool = False
    result: Any = None
    error: KpsError | None = None


@define
class World:
    """Performs flows against a service.

    Args:
        chance: Source of every decision.
        respond: The service: takes a path and parameters, returns a status and a body.
        passed: Called with the seconds that have passed.
        faults: Share of the requests that fail.
        most_calls: Requests after which the caller leaves; None for a caller who stays.
    """

    chance: random.Random
    respond: Callable[[str, dict[str, Any]], tuple[int, Any]]
    passed: Callable[[float], None] = lambda seconds: None
    faults: float = 0.0
    most_calls: int | None = None
    now: float = 0.0
    calls: int = 0
    jobs: list[Job] = field(factory=list)
    emitted: list[Any] = field(factory=list)

    def run(self, flow: Flow[Any, Any]) -> None:
        """Run a flow to its end; what it emits is in ``emitted``."""
        main = Job(flow)
        self.jobs.append(main)
        try:
            self._finish(main)
        except Cancelled:
            for job in self.jobs:
                job.flow.close()  # like `break` and a cancellation
            raise
        if main.error:
            raise main.error

    def _finish(self, job: Job) -> None:
        steps = 0
        while not job.ended:
            others = [other for other in self.jobs if other is not job and not other.ended and not other.joins]
            self._step(self.chance.choice(others) if others and self.chance.random() < 0.5 else job)
            steps += 1
            assert steps < MOST_STEPS, "it never ends"

    def _step(self, job: Job) -> None:
        try:
            step = job.flow.throw(job.throw) if job.throw else job.flow.send(job.send)
        except StopIteration as end:
            job.ended, job.result = True, end.value
            return
        except KpsError as error:
            job.ended, job.error = True, error
            return
        job.send, job.throw, job.joins = None, None, isinstance(step, Join)
        try:
            job.send = self._perform(step)
        except KpsError as error:
            job.throw = error
        job.joins = False

    def _perform(self, step: Any) -> Any:
        match step:
            case Emit(value=value):
                self.emitted.append(value)
            case Now():
                return self.now
            case Sleep(seconds=seconds):
                self._pass(seconds)
            case Start(flow=flow):
                self.jobs.append(Job(flow))
                return self.jobs[-1]
            case Join(handle=job):
                self._finish(job)
                if job.error:
                    raise job.error
                return job.result
            case Call(build=build):
                return self._call(build("p"))
        return None

    def _call(self, asked: Any) -> APIResponse:
        if self.calls == self.most_calls:
            raise Cancelled
        self.calls += 1
        self._pass(self.chance.random())
        line = f"GET {asked.path}"
        status, body = self.respond(asked.path.partition("/p/")[2], dict(asked.params or {}))
        if self.chance.random() < self.faults:
            if self.chance.random() < 0.5:
                raise APIConnectionError(f"{line}: no response")
            status, body = self.chance.choice([429, 500, 502, 503]), {}
        return APIResponse(line, status, {}, json.dumps(body).encode(), str)

    def _pass(self, seconds: float) -> None:
        self.now += seconds
        self.passed(seconds)
