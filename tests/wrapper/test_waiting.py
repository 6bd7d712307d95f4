"""Watching and waiting, against the mock, on a clock without waiting."""

from __future__ import annotations

import httpx
import pytest

from kps_tasks import (
    Operation,
    Phase,
    TaskFailedError,
    TaskTimeoutError,
    UnknownTaskError,
)

from .world import moving, task


def test_tasks_that_have_ended_are_reported_at_once(world):
    w = world([task(1, status="SUCCESS_UNBIND"), task(2, status="FAILED_BIND", task_error_msg="no route")])
    ends = w.tasks.wait(["task-1", "task-2"], return_failed=True)
    assert [(end.task_id, end.task_status, end.phase) for end in ends] == [
        ("task-1", "SUCCESS_UNBIND", "succeeded"),
        ("task-2", "FAILED_BIND", "failed"),
    ]
    assert ends[0].failure is None
    assert ends[1].failure.task_error_msg == "no route"
    assert w.pauses == []


@pytest.mark.both_colours
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
    assert w.monotonic() == 25


def test_one_task_is_asked_for_itself(world):
    w = world([moving(1, 12)])
    (end,) = w.tasks.wait("task-1", interval=5)
    assert (end.task_id, end.server_id, end.operation) == ("task-1", "server-1", Operation.RESET)
    assert set(w.paths()) == {"tasks/task-1"}


def test_duplicates_are_folded_and_order_kept(world):
    w = world([task(1, status="SUCCESS_BIND"), task(2, status="SUCCESS_BIND")])
    assert [end.task_id for end in w.tasks.wait(["task-2", "task-1", "task-2"])] == ["task-2", "task-1"]


@pytest.mark.both_colours
def test_nothing_to_wait_for(world):
    w = world([])
    assert w.tasks.wait([]) == []
    assert list(w.tasks.watch(iter(()))) == []
    assert w.sent == []


@pytest.mark.both_colours
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
        ended = w.monotonic() >= 10 or "task-1" in request.url.path
        body = {"task_status": "FAILED_BIND" if ended else "READY_BIND"}
        return httpx.Response(200, json=body) if "/tasks/" in request.url.path else None

    w.fault = fault
    ends = w.tasks.wait(["task-1", "task-2"], return_failed=True)
    assert [end.failure.task_error_msg for end in ends] == ["one", "two"]
    asked = w.paths().count("failed-tasks")
    assert asked == (2 if newest_first else 3), "the end is remembered"


@pytest.mark.both_colours
def test_an_unknown_id_is_reported_when_the_others_have_ended(world):
    w = world([moving(1), moving(2, outcome="FAILED")])
    with pytest.raises(UnknownTaskError, match=r"does not know the task 'no-such'.*KPS\.0001") as caught:
        w.tasks.wait(["no-such", "task-1", "task-2"], return_failed=True)
    error = caught.value
    assert (error.task_id, error.unknown, error.tasks) == ("no-such", ("no-such",), ())
    assert [end.phase for end in error.finished] == ["succeeded", "failed"]
    with pytest.raises(TaskFailedError, match=r"1 task failed: task-2 .*; unknown: no-such$") as caught:
        w.tasks.wait(["no-such", "task-1", "task-2"])
    assert caught.value.unknown == ("no-such",)
    with pytest.raises(UnknownTaskError, match=r"does not know 2 tasks: 'a'; 'b'\. .*KPS\.0001"):
        w.tasks.wait(["a", "b"])


@pytest.mark.both_colours
def test_an_unknown_id_ends_the_wait_if_told_to(world):
    w = world([moving(1)])
    with pytest.raises(UnknownTaskError) as caught:
        w.tasks.wait(["task-1", "no-such"], on_unknown="raise")
    assert [task.task_id for task in caught.value.tasks] == ["task-1", "no-such"]
    assert w.pauses == []


def test_tasks_rows_and_updates_stand_for_their_ids(world):
    w = world([moving(1), moving(2)])
    update = next(iter(w.tasks.watch("task-1")))
    ends = w.tasks.wait([next(iter(w.tasks.list_running())), update, w.tasks.get("task-2"), "task-2"], timeout=None)
    assert [end.task_id for end in ends] == ["task-1", "task-2"]
    assert [end.task_id for end in w.tasks.wait(ends[0])] == ["task-1"]


def test_names_of_the_running_list_are_kept(world):
    w = world([moving(1, keypair_name="K"), moving(2, keypair_name="K")])
    ends = w.tasks.wait(["task-1", "task-2"])
    assert [(end.phase, end.server_name, end.keypair_name) for end in ends] == [
        ("succeeded", "web-1", "K"),
        ("succeeded", "web-2", "K"),
    ]


def test_an_unknown_status_is_reported_and_does_not_count_as_finished(world):
    w = world([task(1, status="RUNNING_RESET")])
    states = iter(["PAUSED", "PAUSED", "ODD", "SUCCESS_RESET"])
    w.fault = lambda request: httpx.Response(200, json={"task_status": next(states)})
    seen = [(u.task_status, u.phase, u.finished) for u in w.tasks.watch("task-1")]
    assert seen == [
        ("PAUSED", Phase.UNKNOWN, False),
        ("ODD", Phase.UNKNOWN, False),
        ("SUCCESS_RESET", Phase.SUCCEEDED, True),
    ]


@pytest.mark.parametrize("operate_type", ["FAILED_RESET", None])
def test_a_task_in_the_running_list_is_running(world, operate_type):
    w = world([])
    rows = [{"task_id": f"task-{n}", "operate_type": operate_type} for n in (1, 2)]
    w.fault = lambda request: httpx.Response(200, json={"total": 2, "tasks": rows})
    with pytest.raises(TaskTimeoutError) as caught:
        w.tasks.wait(["task-1", "task-2"], timeout=1)
    assert [(t.phase, t.task_status) for t in caught.value.tasks] == [(Phase.RUNNING, "RUNNING")] * 2
