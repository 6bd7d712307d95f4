"""The same rules in process, where the clock can be advanced, checked by a state machine that knows what is right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kps_tasks_mock import MockKps

from .description import FAILED, LISTS, RUNNING, SHOW, Kind
from .exchange import Asker
from .mocks import SEED, target_of
from .reading import Reader
from .relations.response import Response, require
from .relations.witness import Witness

OPERATIONS = ("reset", "replace", "unbind", "bind")
OUTCOMES = ("SUCCESS", "FAILED")
SECONDS = st.integers(0, 30)
STEPS = st.sampled_from([*range(31), 3_600, 86_400, 100 * 86_400])

MakeMock = Callable[[], MockKps]


class Scheduled:
    """The required state of a changing task at each moment: the model for the mock."""

    def __init__(self, operation: str, outcome: str, start: int, ready: int, running: int) -> None:
        self.operation = operation
        self._steps = [(start + ready + running, outcome), (start + ready, "RUNNING"), (start, "READY")]

    def status(self, now: int) -> str:
        """Return the state at a moment."""
        phase = next(phase for since, phase in self._steps if since <= now)
        return f"{phase}_{self.operation.upper()}"


class TaskMachine(RuleBasedStateMachine):
    """Add tasks, advance the clock, send requests; every response must fit the witness and the schedules."""

    make_mock: MakeMock = staticmethod(partial(MockKps.from_seed, SEED))

    def __init__(self) -> None:
        super().__init__()
        self.mock = type(self).make_mock()
        self.now = 0
        self.moving: dict[str, Scheduled] = {}
        self.ask = Asker(target_of(self.mock, transport=self.mock.transport()))
        self.reader = Reader(Kind.MOCK)
        self.witness = Witness(Kind.MOCK, self.mock.project_id, self.ask)

    def teardown(self) -> None:
        self.ask.close()

    @initialize()
    def look(self) -> None:
        self.witness.look()

    @rule(operation=st.sampled_from(OPERATIONS), outcome=st.sampled_from(OUTCOMES), ready=SECONDS, running=SECONDS)
    def add(self, operation: str, outcome: str, ready: int, running: int) -> None:
        task_id = self.mock.add_task(operation=operation, outcome=outcome, ready_seconds=ready, running_seconds=running)
        self.moving[task_id] = Scheduled(operation, outcome, self.now, ready, running)

    @rule(seconds=STEPS)
    def advance(self, seconds: int) -> None:
        self.mock.advance(seconds)
        self.now += seconds

    @rule(operation=st.sampled_from(LISTS), limit=st.integers(1, 60), offset=st.integers(0, 60))
    def page(self, operation: str, limit: int, offset: int) -> None:
        self._checked(self.ask(operation, limit=limit, offset=offset))

    @rule()
    def lists(self) -> None:
        self.witness.look()

    @invariant()
    def every_task_is_where_its_schedule_says(self) -> None:
        """Each task has its state when requested by ID, and is in the list of that state only."""
        for operation, phases in ((RUNNING, ("READY", "RUNNING")), (FAILED, ("FAILED",))):
            rows = self._checked(self.ask(operation)).rows
            found = {row["task_id"] for row in rows} & self.moving.keys()
            expected = {task_id for task_id, task in self.moving.items() if task.status(self.now).startswith(phases)}
            require(found == expected, "schedule", f"{operation} after {self.now} s: {found}, expected {expected}")
        for task_id, task in self.moving.items():
            response = self._checked(self.ask(SHOW, task_id=task_id))
            status = response.body.get("task_status", response.status)
            expected_status = task.status(self.now)
            require(status == expected_status, "schedule", f"{status} after {self.now} s, expected {expected_status}")

    def _checked(self, response: Response) -> Response:
        self.reader.check(response)
        self.witness.check(response)
        return response


def walk(make_mock: MakeMock) -> None:
    """Follow tasks of every kind through their lives, step by step and long after, in a fixed order."""
    mock_over_time = type("Machine", (TaskMachine,), {"make_mock": staticmethod(make_mock)})()
    try:
        mock_over_time.look()
        for operation in OPERATIONS:
            for outcome in OUTCOMES:
                mock_over_time.add(operation, outcome, ready=5, running=20)
        for seconds in (0, 1, 3, 1, 1, 9, 9, 1, 1, 4, 30, 30, 3_600, 86_400, 100 * 86_400):
            mock_over_time.advance(seconds)
            mock_over_time.every_task_is_where_its_schedule_says()
            mock_over_time.lists()
    finally:
        mock_over_time.teardown()


def run_machine(make_mock: MakeMock, *, examples: int = 20, steps: int = 12, **more: Any) -> None:
    """Run the machine on mocks created by *make_mock*; raise Broken if a rule does not hold."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(type("Machine", (TaskMachine,), {"make_mock": staticmethod(make_mock)}), settings=chosen)
