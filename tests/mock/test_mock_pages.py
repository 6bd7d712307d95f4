"""Pages are slices of their list, and IDs survive being part of a URL."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kps_tasks_mock import MockKps

CONTRACT = MockKps.from_seed("contract")
LISTS = ["failed-tasks", "running-tasks"]


@given(st.sampled_from(LISTS), st.integers(1, 1000), st.integers(0, 60) | st.integers(0, 100_000))
@settings(max_examples=60, database=None, deadline=None)
def test_a_page_is_a_slice_of_the_list(ask, name, limit, offset):
    whole = ask(CONTRACT, name).json()
    page = ask(CONTRACT, f"{name}?limit={limit}&offset={offset}").json()

    assert page["tasks"] == whole["tasks"][offset : offset + limit]
    assert page["total"] == whole["total"] == len(whole["tasks"])


@pytest.mark.parametrize(("query", "length"), [("", 1000), ("?limit=1000", 1000), ("?limit=01", 1), ("?offset=999", 2)])
def test_without_a_limit_a_page_has_a_thousand_tasks(ask, query, length):
    mock = MockKps.from_dict(
        {"projects": {"p": {"tokens": ["t"], "tasks": [{"status": "READY_BIND", "repeat": 1001}]}}}
    )
    page = ask(mock, f"running-tasks{query}").json()

    assert (len(page["tasks"]), page["total"]) == (length, 1001)


def test_contract_seed_has_pages_with_interiors_and_no_task_twice(ask):
    running = [task["task_id"] for task in ask(CONTRACT, "running-tasks").json()["tasks"]]
    failed = [task["task_id"] for task in ask(CONTRACT, "failed-tasks").json()["tasks"]]

    assert len(running) >= 30
    assert len(failed) >= 15
    assert len({*running, *failed}) == len(running) + len(failed)


@pytest.mark.parametrize(
    ("task_id", "sent"),
    [
        ("a/b", "a%2Fb"),
        ("a%2Fb", "a%252Fb"),
        ("a+b", "a+b"),
        ("a?b", "a%3Fb"),
        ("任务", "%E4%BB%BB%E5%8A%A1"),
    ],
)
def test_task_ids_are_decoded_once(ask, task_id, sent):
    mock = MockKps.documented()
    mock.add_task(status="RUNNING_BIND", task_id=task_id)
    response = ask(mock, f"tasks/{sent}")

    assert response.status_code == 200
    assert response.json()["task_id"] == task_id
