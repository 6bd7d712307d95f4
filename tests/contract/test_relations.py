"""The relations on the correct mock, on one that changes, and on the faults they must detect."""

from __future__ import annotations

import json

import httpx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kps_contract.description import FAILED, LISTS, RUNNING, Kind
from kps_contract.exchange import Asker, Target
from kps_contract.findings import Scope
from kps_contract.full_survey import survey
from kps_contract.machine import TaskMachine, walk
from kps_contract.mocks import target_of
from kps_contract.open_questions import FORGOTTEN
from kps_contract.relations.response import Broken, read
from kps_contract.relations.witness import Witness
from kps_tasks_mock import MockKps

TestTheMockOverTime = TaskMachine.TestCase
TestTheMockOverTime.settings = settings(max_examples=10, stateful_step_count=12)


def test_the_mock_through_the_lives_of_tasks():
    walk(lambda: MockKps.from_seed("contract"))


mock = MockKps.from_seed("contract")
asker = Asker(target_of(mock, transport=mock.transport()))
witness = Witness(Kind.MOCK, mock.project_id, asker)


@given(st.sampled_from(LISTS), st.integers(1, 1000), st.integers(0, 100_000) | st.integers(0, 40))
def test_any_page_is_a_part_of_the_whole(operation, limit, offset):
    witness.check(asker(operation, limit=limit, offset=offset))


@given(st.sampled_from(LISTS), st.integers(1, 40))
def test_pages_one_after_another_make_the_whole(operation, limit):
    whole = asker(operation).rows
    parts = [asker(operation, limit=limit, offset=offset).rows for offset in range(0, len(whole), limit)]
    assert [row for part in parts for row in part] == whole


@pytest.mark.parametrize(
    ("seed", "kind"),
    [("contract", Kind.MOCK), ("contract", Kind.STAND_IN), ("contract", Kind.LIVE), ("demo", Kind.STAND_IN)],
)
def test_an_honest_mock_passes_the_survey(seed, kind):
    served = MockKps.from_seed(seed)
    target = target_of(served, transport=served.transport())
    if kind is not Kind.MOCK:  # then nothing is known about the target except its responses
        target = evolve(target, task_ids=(), foreign_ids=())
    allow = frozenset({FORGOTTEN} if seed == "demo" else ())  # one of its failures cannot be requested
    done = survey(target, Scope(kind, wrong_credentials=kind is not Kind.LIVE, allow=allow))
    assert done.findings == []
    assert done.witness.moved == 0


def test_a_failure_that_cannot_be_asked_for_names_the_switch_that_allows_it():
    served = MockKps.from_seed("demo")
    target = evolve(target_of(served, transport=served.transport()), task_ids=(), foreign_ids=())
    (finding,) = survey(target, Scope(Kind.STAND_IN, wrong_credentials=False)).findings
    assert "1 of 4 tasks" in finding.message
    assert "--allow forgotten-tasks" in finding.message


def on_the_way(served, change, seconds=0.0):
    """Connect to a mock whose bodies are changed in transit; each request advances its time."""
    inner = served.transport()

    def answer(request):
        served.advance(seconds)
        response = inner.handle_request(request)
        headers = [(name, value) for name, value in response.headers.items() if name != "content-length"]
        return httpx.Response(response.status_code, headers=headers, content=change(request.url.path, response.read()))

    return httpx.MockTransport(answer)


def test_a_list_that_cannot_be_read_ends_the_survey():
    served = MockKps.from_seed("contract")
    transport = on_the_way(served, lambda path, body: b"{}" if "failed-tasks" in path else body)
    done = survey(target_of(served, transport=transport), Scope(Kind.STAND_IN, wrong_credentials=True))
    assert [finding.rule for finding in done.findings] == ["schema"]
    assert not done.can_go_on


def test_a_service_that_moves_raises_no_false_alarm():
    """Tasks end while the pages are compared: the list has changed, but it is not wrong."""
    served = MockKps.from_seed("contract")
    for number in range(30):
        served.add_task(operation="bind", ready_seconds=number, running_seconds=2 * number, outcome="FAILED")
    transport = on_the_way(served, lambda path, body: body, seconds=0.3)
    target = Target("http://kps.test", served.project_id, served.token, transport=transport)
    done = survey(target, Scope(Kind.STAND_IN, wrong_credentials=True))
    assert done.findings == []
    assert done.witness.lists[FAILED].total == 46


@pytest.mark.parametrize("status", ["SUCCESS_RESET", "RUNNING_BIND"])
def test_tasks_that_left_the_list_are_asked_for(status):
    """A task that left the running list must have finished, and report the outcome of its operation."""
    served = MockKps.from_seed("contract")
    for number in range(30):
        served.add_task(operation="bind", ready_seconds=number, running_seconds=2 * number)
    transport = on_the_way(served, lambda path, body: body.replace(b"SUCCESS_BIND", status.encode()), seconds=0.3)
    target = Target("http://kps.test", served.project_id, served.token, transport=transport)
    assert survey(target, Scope(Kind.STAND_IN, wrong_credentials=False)).findings


def test_a_task_that_succeeded_does_not_fail_later():
    shown = as_answer({"task_id": "a", "task_status": "SUCCESS_BIND", "server_id": "s"}, path="tasks/a")
    witness, _ = looking(page(), page(), page("a"))
    witness.look()
    witness.check(shown)
    with pytest.raises(Broken, match="no return: task a was SUCCESS_BIND"):
        witness.check(as_answer(page("a"), path="failed-tasks"))


def answers(*bodies):
    """Respond to one request after another with these bodies, then repeat the last one."""
    left = list(bodies)

    def answer(request):
        body = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(200, json=body, headers={"X-Request-Id": f"{id(request)}-{len(left)}"})

    return httpx.MockTransport(answer)


def page(*ids, total=None, **more):
    rows = [{"task_id": task_id, "server_id": "s", "task_time": "1", **more} for task_id in ids]
    return {"total": len(ids) if total is None else total, "tasks": rows}


def looking(*bodies):
    asker = Asker(Target("http://kps.test", "p", "t", transport=answers(*bodies)))
    return Witness(Kind.LIVE, "p", asker), asker


def as_answer(body, query="", path="running-tasks"):
    headers = {"X-Request-Id": json.dumps(body) + query}
    return read(f"/v3/p/{path}?{query}", 200, headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("body", "query", "rule"),
    [
        (page("a", "b", "c"), "limit=2", "page length"),
        (page("a", "b"), "limit=1&offset=1", "page length"),
        (page("a", "a"), "", "one position"),
        (page("b", total=3), "limit=1&offset=2", "pages"),
        (page("a", "b", "c", server_id="other"), "", "same task"),
        (page("a", "b", "c", name="other"), "", "pages"),
        (page("a", "b", "c", "d"), "", "pages"),
    ],
)
def test_a_page_that_does_not_fit_a_standing_list(body, query, rule):
    witness, _ = looking(page("a", "b", "c"), page(), page("a", "b", "c"))
    witness.look()
    with pytest.raises(Broken) as raised:
        witness.check(as_answer(body, query))
    assert raised.value.rule == rule


def test_a_page_that_does_not_fit_because_the_list_moved():
    witness, _ = looking(page("a", "b", "c"), page(), page("b", "c"))
    witness.look()
    witness.check(as_answer(page("c", total=2), "limit=1&offset=1"))
    assert witness.lists[RUNNING].total == 2


def look_again(witness, times):
    for _ in range(times):
        witness.look()


@pytest.mark.parametrize(
    ("later", "rule"),
    [
        ([page("c", "a", "b")], "order"),
        ([page("a", "b", "c", name="new")], "same task"),
        ([page("a"), page(), page("a", "b")], "no return"),
    ],
)
def test_a_list_that_cannot_have_become_so(later, rule):
    witness, _ = looking(page("a", "b", "c"), page(), *later, page())
    witness.look()
    with pytest.raises(Broken, match=rule):
        look_again(witness, len(later))


@pytest.mark.parametrize("status", ["SUCCESS_RESET", "FAILED_RESET", "RUNNING_UNBIND"])
def test_a_task_that_does_not_fit_its_list(status):
    row = page("a", operate_type="RUNNING_RESET")
    witness, _ = looking(row, page(), row, page(), row, page())
    witness.look()
    shown = {"task_id": "a", "task_status": status, "server_id": "s"}
    with pytest.raises(Broken, match=r"show and list|no return"):
        witness.check(as_answer(shown, path="tasks/a"))


def test_a_task_that_fits_its_list():
    witness, _ = looking(page("a", operate_type="RUNNING_RESET"), page())
    witness.look()
    witness.check(as_answer({"task_id": "a", "task_status": "RUNNING_RESET", "server_id": "s"}, path="tasks/a"))


def test_a_task_that_left_the_list_meanwhile():
    witness, _ = looking(
        page("a"), page(), page(), page(), {"task_id": "a", "task_status": "SUCCESS_RESET", "server_id": "s"}
    )
    witness.look()
    witness.check(as_answer({"task_id": "a", "task_status": "SUCCESS_RESET", "server_id": "s"}, path="tasks/a"))
    assert witness.lists[RUNNING].rows == ()


def test_one_answer_by_itself():
    witness, _ = looking(page())
    for status, body, headers, rule in [
        (200, {"task_id": "b", "task_status": "x", "server_id": "s"}, {"X-Request-Id": "1"}, "echo"),
        (200, {"error_code": "KPS.0001"}, {"X-Request-Id": "2"}, "body"),
        (400, {"error_code": "KPS.0001", "request_id": "9"}, {"X-Request-Id": "3"}, "request id"),
        (401, {"error_code": "KPS.0001"}, {"X-Request-Id": "4"}, "error code"),
        (200, {}, {}, "request id"),
    ]:
        with pytest.raises(Broken) as raised:
            witness.check(read("/v3/p/tasks/a", status, headers, json.dumps(body).encode()))
        assert raised.value.rule == rule
    with pytest.raises(Broken, match="own project"):
        witness.check(read("/v3/q/tasks/a", 200, {"X-Request-Id": "5"}, b'{"task_id": "a"}'))
