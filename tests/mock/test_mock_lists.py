"""Lists that are updated as tasks change: equal to rebuilt ones, and read no further than a page."""

from __future__ import annotations

import json
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kps_tasks_mock import MockKps, _ordered
from kps_tasks_mock._ordered import Ordered
from kps_tasks_mock._state import Project
from kps_tasks_mock._tasks import Task

NUMBERS = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=80)


@given(st.sets(st.integers(0, 40)), NUMBERS, st.integers(0, 45), st.integers(0, 45))
@settings(max_examples=200)
def test_numbers_in_blocks_are_a_sorted_set(first, changes, start, length):
    block, _ordered.BLOCK = _ordered.BLOCK, 3
    try:
        numbers, model = Ordered(sorted(first)), set(first)
        for adds, number in changes:
            (numbers.add if adds else numbers.discard)(number)
            (model.add if adds else model.discard)(number)
            assert len(numbers) == len(model)
        assert list(numbers.stretch(start, length)) == sorted(model)[start : start + length]
    finally:
        _ordered.BLOCK = block


LISTS = {"RunningTask": Project.running, "FailedTask": Project.failed}
SECONDS = st.integers(0, 20)
STEPS = st.lists(
    st.tuples(st.just("add"), SECONDS, SECONDS, st.sampled_from(["SUCCESS", "FAILED"]))
    | st.tuples(st.just("advance"), SECONDS)
    | st.tuples(st.sampled_from(["record", "erase", "remove"]))
    | st.tuples(st.just("look"), SECONDS, SECONDS),
    max_size=30,
)


@given(STEPS)
@settings(max_examples=100)
def test_lists_that_are_kept_up_are_those_made_anew(steps):
    mock = MockKps.from_seed("contract")
    added, recorded, windows = [], [], []
    for step in steps:
        match step:
            case ["add", ready, running, outcome]:
                task_id = mock.add_task(operation="bind", ready_seconds=ready, running_seconds=running, outcome=outcome)
                added.append(task_id)
            case ["remove"] if added:
                mock.remove_task(added.pop())
            case ["record"]:
                recorded.append(mock.add_failure(operate_type="FAILED_BIND"))
            case ["erase"] if recorded:
                mock.remove_failure(recorded.pop())
            case ["advance", seconds]:
                mock.advance(seconds)
            case ["look", offset, limit]:
                windows.append((offset, limit))
        project, state = mock._state.projects[mock.project_id], mock._state
        for (offset, limit), (schema, listed) in product(windows, LISTS.items()):
            page = json.loads(project.page(schema, offset, limit, state.now, state.switches))
            expected = listed(project, state.now)
            assert page["total"] == len(expected)
            assert [row["task_id"] for row in page["tasks"]] == [
                one.task_id if isinstance(one, Task) else one.fields["task_id"]
                for one in expected[offset : offset + limit]
            ]


def test_a_page_makes_the_rows_that_it_has_and_no_row_twice(ask, monkeypatch):
    made = []
    row = Task.row
    monkeypatch.setattr(Task, "row", lambda task, *arguments: made.append(task.task_id) or row(task, *arguments))
    mock = MockKps.from_dict(
        {"projects": {"p": {"tokens": ["t"], "tasks": [{"status": "RUNNING_BIND", "repeat": 5000}]}}}
    )
    ask(mock, "running-tasks?limit=3&offset=4000")
    ask(mock, "running-tasks?limit=3&offset=4001")

    assert len(made) == 4
    mock.add_task(status="RUNNING_BIND")
    ask(mock, "running-tasks?limit=3&offset=4001")
    assert len(made) == 4


def test_a_row_is_made_anew_when_its_task_moves(ask):
    mock = MockKps.from_dict({"projects": {"p": {"tokens": ["t"]}}})
    task = mock.add_task(operation="bind", ready_seconds=1, running_seconds=1)
    seen = []
    for _ in range(3):
        seen.append(ask(mock, f"tasks/{task}").json()["task_status"])
        mock.advance(1)

    assert seen == ["READY_BIND", "RUNNING_BIND", "SUCCESS_BIND"]
