"""Valid seeds create a mock; invalid ones are refused with the place and the reason."""

import json
import re

import pytest

from kps_tasks_mock import MockKps, SeedError

TASK = {"status": "RUNNING_RESET"}


def project(**members):
    return {"projects": {"p1": {"tokens": ["t"], **members}}}


BAD_SEEDS = [
    (None, "seed: None is not a mapping"),
    ({}, "seed: needs 'projects' with at least one project"),
    ({"project": {}}, "seed: 'project' is not a known key; did you mean 'projects'?"),
    ({"projects": {1234: {}}}, "seed: projects: the key 1234 is not a string; put it in quotes"),
    ({"projects": {"p1": None}}, "seed: projects.p1: None is not a mapping"),
    ({**project(), "replace_outcomes": "reel"}, "seed: replace_outcomes: 'reel' is not known; did you mean 'real'?"),
    (project(task=[]), "seed: projects.p1: 'task' is not a known key; did you mean 'tasks'?"),
    (project(zzz=[]), "seed: projects.p1: 'zzz' is not a known key; use one of name, tokens, tasks, failures"),
    (project(tasks={}), "seed: projects.p1.tasks: {} is not a list"),
    (project(tokens="t"), "seed: projects.p1.tokens: 't' is not a list"),
    (project(tokens=["t", "t"]), "seed: projects.p1.tokens[1]: is given twice; a token is valid for one project"),
    (project(tokens=[""]), "seed: projects.p1.tokens[0]: is empty"),
    (project(tokens=[" t"]), "seed: projects.p1.tokens[0]: is not a string of printable ASCII characters"),
    (project(tasks=[TASK, TASK, "x"]), "seed: projects.p1.tasks[2]: 'x' is not a mapping"),
    (
        project(tasks=[TASK, TASK, TASK, {"status": "RUNING_RESET"}]),
        "seed: projects.p1.tasks[3].status: 'RUNING_RESET' is not known; did you mean 'RUNNING_RESET'?",
    ),
    (project(tasks=[{}]), "seed: projects.p1.tasks[0]: needs a status, or the operation of a task that progresses"),
    (
        project(tasks=[{**TASK, "error_code": "x"}]),
        "seed: projects.p1.tasks[0]: 'error_code' is not a known key; did you mean 'task_error_code'?",
    ),
    (project(tasks=[{"operation": "bin"}]), "tasks[0].operation: 'bin' is not known; did you mean 'bind'?"),
    (
        project(tasks=[{"operation": "bind", "outcome": "WON"}]),
        "tasks[0].outcome: 'WON' is not known; use one of SUCCESS, FAILED",
    ),
    *(
        (
            project(tasks=[{"operation": "bind", "ready_seconds": seconds}]),
            "tasks[0].ready_seconds: is not a number of seconds from 0 to 1000000000",
        )
        for seconds in (-1, "5", True, float("nan"), 10**400)
    ),
    (project(tasks=[{**TASK, "outcome": "FAILED"}]), "tasks[0].outcome: a task with a status does not progress"),
    (project(tasks=[{**TASK, "operation": "bind"}]), "tasks[0].operation: 'bind' does not match the status"),
    (project(tasks=[{**TASK, "task_error_msg": "x"}]), "tasks[0].task_error_msg: the task does not fail"),
    (project(tasks=[{"operation": "bind", "task_error_code": "x"}]), "task_error_code: the task does not fail"),
    (project(tasks=[{"status": "SUCCESS_BIND", "operate_type": "x"}]), "operate_type: is for the running list"),
    (project(tasks=[{**TASK, "task_time": 5}]), "tasks[0].task_time: 5 is not a string; put it in quotes"),
    (project(tasks=[{**TASK, "server_name": None}]), "tasks[0].server_name: None is not a string; put it in quotes"),
    (project(tasks=[{**TASK, "server_name": "\ud800"}]), "tasks[0].server_name: has an unpaired surrogate"),
    (project(tasks=[{**TASK, "task_id": ""}]), "tasks[0].task_id: is empty"),
    (project(tasks=[{**TASK, "task_id": "a"}] * 2), "tasks[1]: the project already has a task 'a'"),
    *((project(tasks=[{**TASK, "repeat": times}]), "tasks[0].repeat: ") for times in (0, 1.5, True, 10**9)),
    (project(tasks=[{**TASK, "repeat": 2, "task_id": "a"}]), "repeat: tasks with a task_id cannot be repeated"),
    (project(failures=[{}]), "seed: projects.p1.failures[0]: needs an operate_type"),
    (project(failures=[{"operate_type": "x", "status": "x"}]), "failures[0]: 'status' is not a known key"),
    (project(failures=[{"operate_type": "x", "task_error_code": 7}]), "failures[0].task_error_code: 7 is not a string"),
]


@pytest.mark.parametrize(("data", "message"), BAD_SEEDS, ids=[message for _, message in BAD_SEEDS])
def test_bad_seeds_are_refused_with_the_place(data, message):
    with pytest.raises(SeedError, match=re.escape(message)):
        MockKps.from_dict(data)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.json", "[" * 100_000),
        ("deep.yaml", "[" * 5000),
        ("long.json", "1" * 5000),
        ("day.yaml", "projects: 2024-13-45"),
        ("bytes.yaml", "\x00"),
    ],
)
def test_a_file_beyond_all_measure_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(SeedError, match=name):
        MockKps.from_file(tmp_path / name)


def test_a_token_is_not_shown_in_an_error():
    with pytest.raises(SeedError) as caught:
        MockKps.from_dict({"projects": {"a": {"tokens": ["s3cret"]}, "b": {"tokens": ["s3cret"]}}})

    assert "projects.b.tokens[0]" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("name", ["documented", "demo", "contract"])
def test_built_in_seeds_respond(ask, name):
    mock = MockKps.from_seed(name)

    assert ask(mock, "running-tasks").status_code == 200
    assert mock.token == {"documented": "demo-token", "demo": "demo-token", "contract": "contract-token"}[name]
    assert mock.project_id == "0123456789abcdef0123456789abcdef"


def test_demo_seed_has_all_operations_and_both_languages(ask):
    mock = MockKps.from_seed("demo")
    rows = ask(mock, "running-tasks").json()["tasks"]

    assert {row["operate_type"] for row in rows} == {
        "RUNNING_RESET",
        "RUNNING_REPLACE",
        "RUNNING_UNBIND",
        "RUNNING_BIND",
    }
    assert {ask(mock, f"tasks/{row['task_id']}").json()["task_status"][:5] for row in rows} == {"READY", "RUNNI"}
    names = [row["server_name"] for row in rows]
    assert any(name.isascii() for name in names)
    assert not all(name.isascii() for name in names)
    assert "数据库-主节点".encode() in ask(mock, "running-tasks").content


def test_demo_seed_moves_and_contract_seed_stands_still(ask):
    for name, moves in (("demo", True), ("contract", False)):
        mock = MockKps.from_seed(name)
        before = ask(mock, "running-tasks").json()
        mock.advance(1000)
        assert (ask(mock, "running-tasks").json() != before) is moves


def test_unknown_built_in_seed():
    with pytest.raises(SeedError, match="no seed is called 'contrat'; did you mean 'contract'"):
        MockKps.from_seed("contrat")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("seed.yaml", "projects: {p1: {tokens: [t], tasks: [{status: RUNNING_BIND, server_name: 测试}]}}"),
        ("seed.json", json.dumps(project(tasks=[{"status": "RUNNING_BIND", "server_name": "测试"}]))),
        ("bom.json", "\ufeff" + json.dumps(project(tasks=[{"status": "RUNNING_BIND", "server_name": "测试"}]))),
    ],
)
def test_files(ask, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    assert ask(MockKps.from_file(path), "running-tasks").json()["tasks"][0]["server_name"] == "测试"
    assert ask(MockKps.from_file(str(path)), "running-tasks").json()["total"] == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("seed.yaml", b"projects: [", "seed.yaml: while parsing"),
        ("seed.json", b"{,}", "seed.json: Expecting property name"),
        ("seed.yaml", b"\xff\xfe\xfa", "seed.yaml: 'utf-8' codec"),
        ("seed.yaml", b"projects: {p: {tasks: [{status: RUNING_RESET}]}}", "seed.yaml: projects.p.tasks[0].status: "),
        ("seed.yaml", b"projects: {01234567: {}}", "seed.yaml: projects: the key 342391 is not a string"),
    ],
)
def test_bad_files_are_named(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(SeedError, match=re.escape(str(tmp_path))) as caught:
        MockKps.from_file(path)
    assert message in str(caught.value)


def test_a_missing_file_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        MockKps.from_file(tmp_path / "none.yaml")


def test_a_seed_is_made_up_the_same_each_time(ask):
    first, second = (ask(MockKps.from_seed("contract"), "failed-tasks").content for _ in range(2))

    assert first == second


def test_failures_stand_before_the_tasks_that_failed_and_may_share_an_id(ask):
    record = {"operate_type": "FAILED_BIND", "task_id": "a"}
    mock = MockKps.from_dict(
        project(failures=[record, record], tasks=[{"status": "FAILED_RESET", "task_id": "a"}, {"status": "READY_BIND"}])
    )
    rows = ask(mock, "failed-tasks").json()["tasks"]

    assert [row["operate_type"] for row in rows] == ["FAILED_BIND", "FAILED_BIND", "FAILED_RESET"]
    assert {row["task_id"] for row in rows} == {"a"}


def test_a_fixed_task_may_carry_the_documented_typo(ask):
    mock = MockKps.from_dict(project(tasks=[{"status": "FAILED_RESET", "operation": "replace", "task_id": "a"}]))

    assert ask(mock, "tasks/a").json()["task_status"] == "FAILED_RESET"
    assert ask(mock, "failed-tasks").json()["tasks"][0]["operate_type"] == "FAILED_REPLACE"


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ({"operation": "bnd"}, "add_task: operation: 'bnd' is not known; did you mean 'bind'?"),
        ({"operation": "bind", "server": "x"}, "add_task: 'server' is not a known key; did you mean 'server_id'?"),
        ({"operation": "bind", "project_id": "x"}, "add_task: no project is called 'x'"),
        ({"operation": "bind", "task_id": "aee8d2fe-5484-4753-9177-5a38dc15546c"}, "already"),
        ({"operation": "bind", "repeat": 2}, "add_task: 'repeat' is not a known key"),
    ],
)
def test_a_bad_task_is_not_added(ask, task, message):
    mock = MockKps.documented()
    with pytest.raises(SeedError, match=re.escape(message)):
        mock.add_task(**task)

    assert ask(mock, "running-tasks").json()["total"] == 1
