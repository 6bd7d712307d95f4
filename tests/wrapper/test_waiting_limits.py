"""The cost and duration of waiting, and its behaviour when things go wrong."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import httpx
import pytest

from kps_tasks import (
    AuthenticationError,
    InvalidArgumentError,
    RateLimit,
    RetryPolicy,
    StaticToken,
    Tasks,
    TaskTimeoutError,
)

from .test_responses import SPEC
from .world import moving, task


class TestTime:
    @pytest.mark.both_colours
    def test_a_timeout_names_what_is_unfinished(self, world):
        w = world([moving(1, 5), moving(2, 500), moving(3, 500)])
        with pytest.raises(TaskTimeoutError) as caught:
            w.tasks.wait(["task-1", "task-2", "task-3"], timeout=60)
        error = caught.value
        assert [t.task_id for t in error.tasks] == ["task-2", "task-3"]
        assert [t.task_id for t in error.finished] == ["task-1"]
        assert str(error) == "2 tasks not finished after 60 s: task-2 (RUNNING_RESET); task-3 (RUNNING_RESET)"
        assert w.monotonic() == pytest.approx(60)

    def test_no_request_starts_after_the_deadline(self, world):
        w = world([moving(number, 500) for number in range(5)])

        def slow(request: httpx.Request) -> None:
            w.mock.advance(7)  # a request takes time

        w.fault = slow
        ids = [f"task-{number}" for number in range(5)]
        with pytest.raises(TaskTimeoutError):
            w.tasks.wait(ids, timeout=30)
        assert max(at for at, _ in w.sent) <= 30

    def test_a_last_look_just_before_the_end(self, world):
        w = world([moving(1, 50)])
        (end,) = w.tasks.wait("task-1", timeout=60, interval=40)
        assert end.phase == "succeeded"
        assert w.monotonic() < 60

    @pytest.mark.both_colours
    def test_the_first_look_is_immediate(self, world):
        w = world([moving(1, 50)])
        next(iter(w.tasks.watch("task-1")))
        assert w.pauses == []

    def test_no_time_no_request(self, world):
        w = world([moving(1, 50)])
        with pytest.raises(TaskTimeoutError, match="task-1 \\(not seen\\)"):
            w.tasks.wait("task-1", timeout=0)
        assert w.sent == []

    def test_an_interval_may_be_a_function(self, world):
        w = world([moving(1, 50)])
        w.tasks.wait("task-1", interval=lambda looks: 10.0 * looks)
        assert w.pauses == [10, 20, 30]

    def test_no_timeout_waits_as_long_as_it_takes(self, world):
        w = world([moving(1, 100_000)])
        assert w.tasks.wait("task-1", timeout=None, interval=1000)[0].finished
        assert w.monotonic() >= 100_000

    @pytest.mark.parametrize(
        "options",
        [
            {"timeout": -1},
            {"timeout": "60"},
            {"timeout": float("nan")},
            {"interval": -1},
            {"interval": None},
            {"requests_per_minute": 0},
            {"on_unknown": "ignore"},
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


def most_in_a_minute(w):
    times = [at for at, _ in w.sent]
    return max(sum(1 for at in times if start <= at < start + 60) for start in times)


class TestCost:
    def test_thousands_of_tasks(self, world):
        """Each round sends at most one request per thousand running tasks, one for each that left, and one more."""
        count = 3000
        tasks = [moving(n, 10 + n / 50, outcome="FAILED" if n % 7 == 0 else "SUCCESS") for n in range(count)]
        w = world(tasks)
        ids = [t["task_id"] for t in tasks]
        ends = w.tasks.wait(ids, timeout=10_000, requests_per_minute=None, return_failed=True)
        assert [end.task_id for end in ends] == ids
        assert all(end.failure is not None for end in ends if end.phase == "failed")
        running = [(sent, sum(at < 10 + n / 50 for n in range(count))) for at, sent in w.rounds]
        for (before, were_running), (after, are_running) in pairwise([(0, count), *running]):
            left = were_running - are_running
            assert after - before <= -(-were_running // 1000) + left + 1
        one_by_one = sum(-(-(10 + n / 50) // 5) + 1 for n in range(count))
        assert len(w.sent) <= one_by_one / 7

    def test_the_quota_is_respected(self, world):
        w = world([task(n, status="SUCCESS_BIND") for n in range(1000)])
        w.tasks.wait([f"task-{n}" for n in range(1000)])
        assert most_in_a_minute(w) <= 300
        assert w.sent[-1][0] >= 180

    def test_waits_of_one_client_share_the_quota(self, world):
        w = world([task(n, status="SUCCESS_BIND") for n in range(400)])
        updates = [w.tasks.watch([f"task-{n}" for n in range(start, start + 200)]) for start in (0, 200)]
        for _ in range(200):
            for wait in updates:
                next(wait)
        assert most_in_a_minute(w) <= 300

    @pytest.mark.both_colours
    def test_clients_share_a_rate_limit(self, world, connect):
        w = world([task(n, status="SUCCESS_BIND") for n in range(120)])
        shared = RateLimit(50)
        one, two = (connect(w.handle, auth=StaticToken("t"), clock=w, rate_limit=shared).tasks for _ in range(2))
        one.wait([f"task-{n}" for n in range(60)])
        two.wait([f"task-{n}" for n in range(60, 120)], requests_per_minute=None)
        for _ in range(30):
            one.get("task-1")
        assert len(list(two.list_failed())) == 0
        assert len(w.sent) >= 150
        assert most_in_a_minute(w) == 50

    def test_threads_share_a_rate_limit(self):
        shared = RateLimit(300)
        with ThreadPoolExecutor(8) as threads:
            waits = list(threads.map(lambda _: shared.take(1000.0), range(1000)))
        assert waits.count(0.0) == 300
        assert set(waits) == {0.0, 60.0}
        assert repr(shared) == "RateLimit(300)"

    def test_a_lower_limit_applies_to_one_wait_only(self):
        shared = RateLimit(3)
        assert [shared.take(at, 2) for at in (0.0, 10.0, 20.0)] == [0.0, 0.0, 40.0]
        assert [shared.take(at) for at in (20.0, 20.0, 61.0)] == [0.0, 40.0, 0.0]

    def test_a_timeout_too_short_for_the_quota_is_said_beforehand(self, world, caplog):
        w = world([])
        with pytest.raises(TaskTimeoutError):
            w.tasks.wait([f"task-{n}" for n in range(10_000)], timeout=0)
        with pytest.raises(TaskTimeoutError):
            w.tasks.wait([f"task-{n}" for n in range(10_000)], timeout=0, requests_per_minute=None)
        assert [record.message for record in caplog.records] == [
            "10000 tasks take at least 1980 s at 300 requests per minute, but the timeout is 0 s"
        ]

    def test_the_quota_is_that_of_the_spec(self):
        default = inspect.signature(Tasks.watch).parameters["requests_per_minute"].default
        assert SPEC["x-kps-rate-limit"]["per_user_per_minute"] == default

    def test_few_tasks_among_many_are_asked_for_one_by_one(self, world):
        w = world([moving(n, 8) for n in range(3)] + [task(n, status="RUNNING_BIND") for n in range(3, 9000)])
        w.tasks.wait(["task-0", "task-1", "task-2"], interval=10)
        assert w.paths().count("running-tasks") <= 2


class TestFaults:
    @pytest.mark.both_colours
    def test_a_server_that_is_away_for_a_while(self, world, connect):
        w = world([moving(n, 40) for n in range(5)])
        w.tasks = connect(w.handle, auth=StaticToken("t"), clock=w, retry=RetryPolicy(attempts=2)).tasks

        def away(request: httpx.Request) -> httpx.Response | None:
            if 10 < w.monotonic() < 35:
                raise httpx.ConnectError("refused")
            return None

        w.fault = away
        assert len(w.tasks.wait([f"task-{n}" for n in range(5)])) == 5

    @pytest.mark.both_colours
    def test_an_error_carries_all_that_was_found(self, world):
        w = world([moving(1, 5), moving(2, 500, keypair_name="K"), moving(3, 7, outcome="FAILED")])
        w.fault = lambda request: httpx.Response(401, json={}) if w.monotonic() > 20 else None
        with pytest.raises(AuthenticationError) as caught:
            w.tasks.wait(["task-1", "task-2", "no-such", "task-3"])
        error = caught.value
        assert [(end.task_id, end.phase) for end in error.finished] == [("task-1", "succeeded"), ("task-3", "failed")]
        assert [(last.task_id, last.phase, last.keypair_name) for last in error.tasks] == [("task-2", "running", "K")]
        assert error.unknown == ("no-such",)

    def test_a_task_that_cannot_be_asked_for_stops_no_other(self, world):
        w = world([moving(n, 20) for n in range(4)])
        w.fault = lambda request: httpx.Response(500) if request.url.path.endswith("task-0") else None
        with pytest.raises(TaskTimeoutError, match=r"^1 task not finished after 60 s: task-0 \(RUNNING_RESET\)$"):
            w.tasks.wait([f"task-{n}" for n in range(4)], timeout=60)

    def test_a_running_list_that_cannot_be_read_stops_no_wait(self, world):
        w = world([moving(n, 20) for n in range(4)])
        w.fault = lambda request: httpx.Response(502) if "running" in request.url.path else None
        assert all(end.phase == "succeeded" for end in w.tasks.wait([f"task-{n}" for n in range(4)]))

    @pytest.mark.parametrize("away_until", [20, 10_000])
    def test_a_failure_waits_for_its_record_for_a_while(self, world, away_until):
        w = world([task(1, status="FAILED_BIND", task_error_msg="no route"), moving(2, 12)])
        w.fault = lambda request: (
            httpx.Response(500) if "failed" in request.url.path and w.monotonic() < away_until else None
        )
        end, _ = w.tasks.wait(["task-1", "task-2"], return_failed=True)
        assert (end.failure.task_error_msg if end.failure else None) == ("no route" if away_until == 20 else None)
        assert w.monotonic() < 60

    def test_a_failure_is_reported_although_the_time_is_over(self, world):
        w = world([task(1, status="FAILED_BIND"), moving(2, 500)])
        w.fault = lambda request: httpx.Response(500) if "failed" in request.url.path else None
        with pytest.raises(TaskTimeoutError) as caught:
            w.tasks.wait(["task-1", "task-2"], timeout=10)
        assert [end.task_id for end in caught.value.finished] == ["task-1"]

    def test_a_server_that_stays_away(self, world):
        w = world([moving(1, 40)])
        w.fault = lambda request: httpx.Response(503)
        with pytest.raises(TaskTimeoutError, match="not seen"):
            w.tasks.wait("task-1", timeout=30)

    @pytest.mark.parametrize("timeout", [1800, None])
    def test_an_outage_counts_against_the_timeout_alone(self, world, caplog, timeout):
        w = world([moving(1, 40), moving(2, 1500)])
        w.fault = lambda request: httpx.Response(503) if 10 < w.monotonic() < 1210 else None
        assert [end.phase for end in w.tasks.wait(["task-1", "task-2"], timeout=timeout)] == ["succeeded"] * 2
        away, back = (record.message for record in caplog.records if record.levelname == "WARNING")
        assert "HTTP 503" in away
        assert away.startswith("a poll failed")
        assert back == "the service responds again"

    def test_a_credential_that_expires_is_an_error(self, world):
        w = world([moving(n, 40) for n in range(5)])
        w.fault = lambda request: httpx.Response(401, json={}) if w.monotonic() > 10 else None
        with pytest.raises(AuthenticationError):
            w.tasks.wait([f"task-{n}" for n in range(5)])

    @pytest.mark.both_colours
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
