"""Watching and waiting, against the mock on a clock that nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from kps_tasks import (
    AuthenticationError,
    InvalidArgumentError,
    Operation,
    Phase,
    RetryPolicy,
    StaticToken,
    TaskFailedError,
    TaskTimeoutError,
    UnknownTaskError,
)
from kps_tasks._tasks import PER_MINUTE
from kps_tasks_mock import MockKps

from .clock import FakeClock
from .conftest import PROJECT
from .test_answers import SPEC


class World:
    """The mock, a client of it, and a clock that both live by."""

    def __init__(self, connect: Any, clock: FakeClock, tasks: list[dict[str, Any]], failures: Any = ()) -> None:
        project = {"tokens": ["t"], "tasks": tasks, "failures": list(failures)}
        self.mock = MockKps.from_dict({"projects": {PROJECT: project}})
        self.clock = clock
        self.sent: list[tuple[float, str]] = []
        self.fault: Any = lambda request: None
        clock.moved = self.mock.advance
        self.tasks = connect(self.handle, auth=StaticToken("t")).tasks

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.sent.append((self.clock.now - 1000, request.url.path.rpartition("/v3/")[2].partition("/")[2]))
        response = self.fault(request)
        return response or self.mock.transport().handle_request(request)

    def paths(self) -> list[str]:
        return [path for _, path in self.sent]


@pytest.fixture
def world(connect, monkeypatch) -> Iterator:
    clock = FakeClock(monkeypatch)
    return lambda tasks, failures=(): World(connect, clock, tasks, failures)


def task(number: int, **fields: Any) -> dict[str, Any]:
    return {"task_id": f"task-{number}", "server_id": f"server-{number}", "server_name": f"web-{number}"} | fields


def moving(number: int, running: float = 30, **fields: Any) -> dict[str, Any]:
    return task(number, operation="reset", ready_seconds=0, running_seconds=running, **fields)


def test_tasks_that_have_ended_are_reported_at_once(world):
    w = world([task(1, status="SUCCESS_UNBIND"), task(2, status="FAILED_BIND", task_error_msg="no route")])
    ends = w.tasks.wait(["task-1", "task-2"], return_failed=True)
    assert [(end.task_id, end.task_status, end.phase) for end in ends] == [
        ("task-1", "SUCCESS_UNBIND", "succeeded"),
        ("task-2", "FAILED_BIND", "failed"),
    ]
    assert ends[0].failure is None
    assert ends[1].failure.task_error_msg == "no route"
    assert w.clock.pauses == []


def test_each_change_comes_once(world):
    w = world([moving(1, 12), moving(2, 22), task(3, status="SUCCESS_BIND")])
    seen = [(u.task_id, u.phase.value) for u in w.tasks.watch(["task-1", "task-2", "task-3"], interval=5)]
    assert seen == [
        ("task-1", "running"),
        ("task-2", "running"),
        ("task-3", "succeeded"),
        ("task-1", "succeeded"),
        ("task-2", "succeeded"),
    ]
    assert w.clock.now - 1000 == 25


def test_one_task_is_asked_for_itself(world):
    w = world([moving(1, 12)])
    (end,) = w.tasks.wait("task-1", interval=5)
    assert (end.task_id, end.server_id, end.operation) == ("task-1", "server-1", Operation.RESET)
    assert set(w.paths()) == {"tasks/task-1"}


def test_duplicates_are_folded_and_order_kept(world):
    w = world([task(1, status="SUCCESS_BIND"), task(2, status="SUCCESS_BIND")])
    assert [end.task_id for end in w.tasks.wait(["task-2", "task-1", "task-2"])] == ["task-2", "task-1"]


def test_nothing_to_wait_for(world):
    w = world([])
    assert w.tasks.wait([]) == []
    assert list(w.tasks.watch(iter(()))) == []
    assert w.sent == []


def test_a_failure_is_explained(world):
    w = world(
        [
            moving(1, outcome="FAILED", task_error_code="KPS.0003", task_error_msg="port closed", keypair_name="K"),
            moving(2),
        ]
    )
    with pytest.raises(TaskFailedError) as caught:
        w.tasks.wait(["task-1", "task-2"])
    error = caught.value
    assert [t.task_id for t in error.tasks] == ["task-1"]
    assert [t.task_id for t in error.finished] == ["task-1", "task-2"], "it waits for the others too"
    assert error.tasks[0].failure.task_error_code == "KPS.0003"
    assert str(error) == "1 task failed: task-1 (FAILED_RESET): KPS.0003 port closed (server web-1, key pair K)"


def test_what_a_failed_reset_was_is_known_from_before(world):
    w = world([task(1, operation="replace", ready_seconds=0, running_seconds=10, outcome="FAILED"), moving(2, 50)])
    w.fault = lambda request: (
        httpx.Response(200, json={"task_id": "task-1", "task_status": "FAILED_RESET"})
        if "task-1" in request.url.path
        else None
    )
    updates = [u for u in w.tasks.watch(["task-1", "task-2"]) if u.task_id == "task-1"]
    assert [(u.task_status, u.operation) for u in updates] == [
        ("RUNNING_REPLACE", Operation.REPLACE),
        ("FAILED_RESET", Operation.REPLACE),
    ]


def test_a_failure_without_a_record_stays_unexplained(world):
    w = world([task(1, status="FAILED_RESET")])
    w.fault = lambda request: httpx.Response(403, json={}) if "failed-tasks" in request.url.path else None
    with pytest.raises(TaskFailedError, match=r"^1 task failed: task-1 \(FAILED_RESET\)$") as caught:
        w.tasks.wait("task-1")
    assert caught.value.tasks[0].failure is None


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_record_is_found_at_either_end_of_a_long_history(world, newest_first):
    w = world([task(1, status="SUCCESS_BIND"), task(2, status="SUCCESS_BIND")])
    old = [{"task_id": f"old-{number}"} for number in range(4321)]
    new = [{"task_id": "task-1", "task_error_msg": "one"}, {"task_id": "task-2", "task_error_msg": "two"}]
    history = new + old if newest_first else old + new

    def fault(request: httpx.Request) -> httpx.Response | None:
        if "failed-tasks" in request.url.path:
            offset = int(request.url.params["offset"])
            return httpx.Response(200, json={"total": len(history), "tasks": history[offset : offset + 1000]})
        ended = w.clock.now >= 1010 or "task-1" in request.url.path
        body = {"task_status": "FAILED_BIND" if ended else "READY_BIND"}
        return httpx.Response(200, json=body) if "/tasks/" in request.url.path else None

    w.fault = fault
    ends = w.tasks.wait(["task-1", "task-2"], return_failed=True)
    assert [end.failure.task_error_msg for end in ends] == ["one", "two"]
    asked = w.paths().count("failed-tasks")
    assert asked == (2 if newest_first else 3), "the end is remembered"


def test_an_unknown_id_fails_early_with_its_name(world):
    w = world([moving(1)])
    with pytest.raises(UnknownTaskError, match=r"does not know the task 'no-such'.*KPS\.0001") as caught:
        w.tasks.wait(["task-1", "no-such"])
    assert caught.value.task_id == "no-such"
    assert w.clock.pauses == []


def test_an_unknown_status_is_reported_and_no_end(world):
    w = world([task(1, status="RUNNING_RESET")])
    states = iter(["PAUSED", "PAUSED", "ODD", "SUCCESS_RESET"])
    w.fault = lambda request: httpx.Response(200, json={"task_status": next(states)})
    seen = [(u.task_status, u.phase, u.finished) for u in w.tasks.watch("task-1")]
    assert seen == [
        ("PAUSED", Phase.UNKNOWN, False),
        ("ODD", Phase.UNKNOWN, False),
        ("SUCCESS_RESET", Phase.SUCCEEDED, True),
    ]


@pytest.mark.parametrize("operate_type", ["FAILED_RESET", "RUNNING", "MELTING", None])
def test_whoever_stands_in_the_running_list_runs(world, operate_type):
    w = world([])
    rows = [{"task_id": f"task-{n}", "operate_type": operate_type} for n in (1, 2)]
    w.fault = lambda request: httpx.Response(200, json={"total": 2, "tasks": rows})
    with pytest.raises(TaskTimeoutError) as caught:
        w.tasks.wait(["task-1", "task-2"], timeout=1)
    assert [(t.phase, t.task_status) for t in caught.value.tasks] == [(Phase.RUNNING, "RUNNING")] * 2


class TestTime:
    def test_a_timeout_names_what_is_unfinished(self, world):
        w = world([moving(1, 5), moving(2, 500), moving(3, 500)])
        with pytest.raises(TaskTimeoutError) as caught:
            w.tasks.wait(["task-1", "task-2", "task-3"], timeout=60)
        error = caught.value
        assert [t.task_id for t in error.tasks] == ["task-2", "task-3"]
        assert [t.task_id for t in error.finished] == ["task-1"]
        assert str(error) == "2 tasks not finished after 60 s: task-2 (RUNNING_RESET); task-3 (RUNNING_RESET)"
        assert w.clock.now == pytest.approx(1060)

    def test_no_request_starts_after_the_deadline(self, world):
        w = world([moving(number, 500) for number in range(5)])

        def slow(request: httpx.Request) -> None:
            w.clock.now += 7  # a request takes its time

        w.fault = slow
        ids = [f"task-{number}" for number in range(5)]
        with pytest.raises(TaskTimeoutError):
            w.tasks.wait(ids, timeout=30)
        assert max(at for at, _ in w.sent) <= 30

    def test_a_last_look_just_before_the_end(self, world):
        w = world([moving(1, 50)])
        (end,) = w.tasks.wait("task-1", timeout=60, interval=40)
        assert end.phase == "succeeded"
        assert w.clock.now < 1060

    def test_the_first_look_is_immediate(self, world):
        w = world([moving(1, 50)])
        next(iter(w.tasks.watch("task-1")))
        assert w.clock.pauses == []

    def test_no_time_no_request(self, world):
        w = world([moving(1, 50)])
        with pytest.raises(TaskTimeoutError, match="task-1 \\(not seen\\)"):
            w.tasks.wait("task-1", timeout=0)
        assert w.sent == []

    def test_an_interval_may_be_a_function(self, world):
        w = world([moving(1, 50)])
        w.tasks.wait("task-1", interval=lambda looks: 10.0 * looks)
        assert w.clock.pauses == [10, 20, 30]

    def test_no_timeout_waits_as_long_as_it_takes(self, world):
        w = world([moving(1, 100_000)])
        assert w.tasks.wait("task-1", timeout=None, interval=1000)[0].finished
        assert w.clock.now >= 101_000

    @pytest.mark.parametrize(
        "options",
        [
            {"timeout": -1},
            {"timeout": "60"},
            {"timeout": float("nan")},
            {"interval": -1},
            {"interval": None},
            {"interval": True},
            {"requests_per_minute": 0},
            {"ids": 5},
            {"ids": ["a", ".."]},
            {"ids": [b"a"]},
        ],
    )
    def test_bad_arguments_are_refused_before_anything_is_sent(self, world, options):
        w = world([])
        name = "ids|task_id" if "ids" in options else next(iter(options))
        with pytest.raises(InvalidArgumentError, match=name):
            w.tasks.watch(**{"ids": "task-1"} | options)
        assert w.sent == []


class TestCost:
    def test_ten_thousand_tasks(self, world):
        """Each round asks at most one request for a thousand running, one for each that left, and one more."""
        count = 10_000
        tasks = [moving(n, 10 + n / 50, outcome="FAILED" if n % 7 == 0 else "SUCCESS") for n in range(count)]
        w = world(tasks)
        ids = [t["task_id"] for t in tasks]
        rounds: list[tuple[int, int]] = [(0, count)]

        def moved(seconds: float) -> None:
            running = sum(1 for t in w.mock._state.projects[PROJECT].tasks.values() if not _ended(w, t))
            w.mock.advance(seconds)
            rounds.append((len(w.sent), running))

        w.clock.moved = moved
        ends = w.tasks.wait(ids, timeout=10_000, requests_per_minute=None, return_failed=True)
        assert [end.task_id for end in ends] == ids
        assert all(end.failure is not None for end in ends if end.phase == "failed")
        for (before, were_running), (after, are_running) in pairwise(rounds):
            left = were_running - are_running
            assert after - before <= -(-were_running // 1000) + left + 1
        one_by_one = sum(-(-(10 + n / 50) // 5) + 1 for n in range(count))
        assert len(w.sent) <= one_by_one / 15

    def test_the_quota_is_respected(self, world):
        w = world([task(n, status="SUCCESS_BIND") for n in range(1000)])
        w.tasks.wait([f"task-{n}" for n in range(1000)])
        times = [at for at, _ in w.sent]
        assert max(sum(1 for at in times if start <= at < start + 60) for start in times) <= 300
        assert times[-1] >= 180

    def test_the_quota_is_that_of_the_spec(self):
        assert SPEC["x-kps-rate-limit"]["per_user_per_minute"] == PER_MINUTE

    def test_few_tasks_among_many_are_asked_for_one_by_one(self, world):
        w = world([moving(n, 8) for n in range(3)] + [task(n, status="RUNNING_BIND") for n in range(3, 9000)])
        w.tasks.wait(["task-0", "task-1", "task-2"], interval=10)
        assert w.paths().count("running-tasks") <= 2


def _ended(w: World, t: Any) -> bool:
    return t.phase(w.mock._state.now) in ("SUCCESS", "FAILED")


class TestFaults:
    def test_a_server_that_is_away_for_a_while(self, world, connect):
        w = world([moving(n, 40) for n in range(5)])
        w.tasks = connect(w.handle, auth=StaticToken("t"), retry=RetryPolicy(attempts=2)).tasks

        def away(request: httpx.Request) -> httpx.Response | None:
            if 10 < w.clock.now - 1000 < 35:
                raise httpx.ConnectError("refused")
            return None

        w.fault = away
        assert len(w.tasks.wait([f"task-{n}" for n in range(5)])) == 5

    def test_a_server_that_stays_away(self, world):
        w = world([moving(1, 40)])
        w.fault = lambda request: httpx.Response(503)
        with pytest.raises(TaskTimeoutError, match="not seen"):
            w.tasks.wait("task-1", timeout=30)

    def test_without_a_timeout_it_is_given_up_some_time(self, world):
        w = world([moving(1, 40)])
        w.fault = lambda request: httpx.Response(503)
        with pytest.raises(Exception, match="HTTP 503"):
            w.tasks.wait("task-1", timeout=None)
        assert len(w.sent) == 11

    def test_a_credential_that_expires_is_an_error(self, world):
        w = world([moving(n, 40) for n in range(5)])
        w.fault = lambda request: httpx.Response(401, json={}) if w.clock.now > 1010 else None
        with pytest.raises(AuthenticationError):
            w.tasks.wait([f"task-{n}" for n in range(5)])

    def test_a_failure_is_told_even_if_the_rest_of_the_round_fails(self, world):
        w = world([task(1, status="FAILED_BIND"), task(2, status="SUCCESS_BIND")])
        w.fault = lambda request: httpx.Response(401, json={}) if "task-2" in request.url.path else None
        updates = iter(w.tasks.watch(["task-1", "task-2"]))
        assert next(updates).task_id == "task-1"
        with pytest.raises(AuthenticationError):
            next(updates)

    def test_a_list_that_lags_behind_costs_a_request_and_no_more(self, world):
        w = world([moving(1, 20), moving(2, 20)])
        w.fault = lambda request: (
            httpx.Response(200, json={"total": 0, "tasks": []}) if "running" in request.url.path else None
        )
        seen = [(u.task_id, u.phase.value) for u in w.tasks.watch(["task-1", "task-2"])]
        assert seen == [
            ("task-1", "running"),
            ("task-2", "running"),
            ("task-1", "succeeded"),
            ("task-2", "succeeded"),
        ]

    def test_a_list_that_repeats_its_pages_for_ever(self, world):
        w = world([task(n, status="SUCCESS_BIND") for n in range(30)])
        rows = [{"task_id": f"other-{n}"} for n in range(1000)]
        w.fault = lambda request: (
            httpx.Response(200, json={"total": 10**9, "tasks": rows}) if "running" in request.url.path else None
        )
        assert len(w.tasks.wait([f"task-{n}" for n in range(30)])) == 30
        assert w.paths().count("running-tasks") <= 30
