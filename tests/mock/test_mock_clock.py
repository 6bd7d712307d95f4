"""Tasks progress with the mock's clock, and with nothing else."""

import pytest

from kps_tasks_mock import MockKps


@pytest.fixture
def mock():
    return MockKps.from_dict({"projects": {"p": {"tokens": ["t"]}}})


def status(ask, mock, task_id):
    return ask(mock, f"tasks/{task_id}").json()["task_status"]


def listed(ask, mock, name):
    return [(task["task_id"], task["operate_type"]) for task in ask(mock, name).json()["tasks"]]


@pytest.mark.parametrize(("operation", "outcome"), [("reset", "SUCCESS"), ("unbind", "FAILED")])
def test_a_task_gets_ready_runs_and_ends(ask, mock, operation, outcome):
    mock.advance(1000)
    task = mock.add_task(operation=operation, ready_seconds=5, running_seconds=10, outcome=outcome)
    name = operation.upper()
    seen = []
    for seconds in (0, 4.999, 0.001, 9.999, 0.001, 1_000_000):
        mock.advance(seconds)
        seen.append(status(ask, mock, task))

    assert seen == [f"{phase}_{name}" for phase in ("READY", "READY", "RUNNING", "RUNNING", outcome, outcome)]


def test_a_task_leaves_one_list_for_the_other(ask, mock):
    task = mock.add_task(operation="bind", ready_seconds=1, running_seconds=1, outcome="FAILED", task_error_msg="no")

    assert listed(ask, mock, "running-tasks") == [(task, "RUNNING_BIND")]
    assert listed(ask, mock, "failed-tasks") == []
    mock.advance(2)
    assert listed(ask, mock, "running-tasks") == []
    assert listed(ask, mock, "failed-tasks") == [(task, "FAILED_BIND")]
    row = ask(mock, "failed-tasks").json()["tasks"][0]
    assert (row["task_error_code"], row["task_error_msg"]) == (None, "no")


def test_a_success_is_in_no_list_and_can_be_shown(ask, mock):
    task = mock.add_task(operation="unbind", ready_seconds=0, running_seconds=0)

    assert listed(ask, mock, "running-tasks") == listed(ask, mock, "failed-tasks") == []
    assert status(ask, mock, task) == "SUCCESS_UNBIND"


def test_lists_keep_the_order_of_arrival(ask, mock):
    slow = mock.add_task(operation="bind", running_seconds=20, outcome="FAILED")
    quick = mock.add_task(operation="reset", running_seconds=1, outcome="FAILED")
    last = mock.add_task(status="READY_RESET")

    assert [task for task, _ in listed(ask, mock, "running-tasks")] == [slow, quick, last]
    mock.advance(10)
    assert [task for task, _ in listed(ask, mock, "running-tasks")] == [slow, last]
    mock.advance(100)
    assert [task for task, _ in listed(ask, mock, "failed-tasks")] == [slow, quick]


def test_small_steps_add_up(ask, mock):
    task = mock.add_task(operation="bind", ready_seconds=1)
    for _ in range(10):
        mock.advance(0.1)

    assert status(ask, mock, task) == "RUNNING_BIND"


def test_the_running_list_prints_a_stated_type_until_the_task_fails(ask, mock):
    task = mock.add_task(operation="reset", operate_type="RUNNING", outcome="FAILED")

    assert listed(ask, mock, "running-tasks") == [(task, "RUNNING")]
    mock.advance(100)
    assert listed(ask, mock, "failed-tasks") == [(task, "FAILED_RESET")]


def test_seconds_are_rounded_to_milliseconds(ask, mock):
    task = mock.add_task(operation="bind", ready_seconds=1.001)
    mock.advance(1.001)  # times 1000, this is slightly less than 1001

    assert status(ask, mock, task) == "RUNNING_BIND"


@pytest.mark.parametrize(
    ("replace_outcomes", "outcome", "expected"),
    [
        ("real", "FAILED", "FAILED_REPLACE"),
        ("documented", "SUCCESS", "SUCCESS_RESET"),
        ("documented", "FAILED", "FAILED_RESET"),
    ],
)
def test_a_replacement_can_end_as_the_pages_print_it(ask, replace_outcomes, outcome, expected):
    task = {"operation": "replace", "task_id": "one", "running_seconds": 1, "ready_seconds": 1, "outcome": outcome}
    projects = {"p": {"tokens": ["t"], "tasks": [task]}}
    mock = MockKps.from_dict({"projects": projects, "replace_outcomes": replace_outcomes})

    assert status(ask, mock, "one") == "READY_REPLACE"
    mock.advance(2)
    assert status(ask, mock, "one") == expected
    assert [kind for _, kind in listed(ask, mock, "failed-tasks")] == ["FAILED_REPLACE"] * (outcome == "FAILED")


def test_the_clock_does_not_go_back(mock):
    with pytest.raises(ValueError, match="time does not go back"):
        mock.advance(-1)


def test_added_tasks_get_a_time_and_ids_of_their_own(ask, mock):
    mock.add_task(operation="bind")
    mock.advance(1.5)
    mock.add_task(operation="bind")
    first, second = ask(mock, "running-tasks").json()["tasks"]

    assert int(second["task_time"]) - int(first["task_time"]) == 1500
    assert first["task_id"] != second["task_id"]
    assert first["server_id"] != second["server_id"]


def test_a_task_can_be_added_to_another_project(ask):
    mock = MockKps.from_seed("contract")
    before = ask(mock, "running-tasks").json()
    added = mock.add_task(status="RUNNING_BIND", project_id="fedcba9876543210fedcba9876543210")
    other = {"X-Auth-Token": "contract-other-token"}

    assert ask(mock, "running-tasks").json() == before
    response = ask(mock, "/v3/fedcba9876543210fedcba9876543210/running-tasks", headers=other)
    assert [task["task_id"] for task in response.json()["tasks"]][2:] == [added]
