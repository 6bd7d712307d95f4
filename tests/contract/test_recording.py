"""Recorded traffic is checked against all relations, and nothing is sent."""

from __future__ import annotations

import base64
import json

import pytest

from kps_contract.__main__ import main
from kps_contract.drift.recorded import read_recorded
from kps_contract.har import Recorder
from kps_tasks_mock import MockKps

PROJECT = "0123456789abcdef0123456789abcdef"
HEADERS = [("Content-Type", "application/json")]


def row(task_id, **more):
    known = {"operate_type": "RUNNING_RESET", "task_time": "1523342130000", "server_name": "s", "keypair_name": "k"}
    return {"task_id": task_id, "server_id": f"of-{task_id}", **known, **more}


def page(*rows, total=None):
    return {"total": len(rows) if total is None else total, "tasks": list(rows)}


def task(task_id, status, **more):
    return {"task_id": task_id, "task_status": status, "server_id": f"of-{task_id}", **more}


A, B = row("a"), row("b")
FAILED_A = row("a", operate_type="FAILED_RESET", task_error_msg="m", task_error_code=None)
RUNNING, FAILED = "running-tasks", "failed-tasks"


@pytest.fixture
def judge(tmp_path, capfd, monkeypatch):
    """Return a function that records exchanges and judges them; it returns the exit code and the output."""
    monkeypatch.chdir(tmp_path)

    def judged(*exchanges, change=lambda har: har, options=()):
        recorder = Recorder()
        for number, (path, body) in enumerate(exchanges):
            headers = [*HEADERS, ("X-Request-Id", f"{number:032x}")]
            recorder.add(f"https://kps.test/v3/{PROJECT}/{path}", 200, headers, json.dumps(body).encode(), 0.0)
        recorder.save(tmp_path / "access.har")
        har = change(json.loads((tmp_path / "access.har").read_text()))
        for number, entry in enumerate(har["log"]["entries"]):
            entry["startedDateTime"] = f"2026-01-02T03:04:{number:02d}+00:00"
        (tmp_path / "access.har").write_text(json.dumps(har))
        code = main(["run", "--from", "access.har", *options])
        said = capfd.readouterr()
        return code, said.out + said.err

    return judged


def in_base64(har):
    for entry in har["log"]["entries"]:
        content = entry["response"]["content"]
        content |= {"text": base64.b64encode(content["text"].encode()).decode(), "encoding": "base64"}
        entry["request"]["url"] = entry["request"]["url"].replace("/v3/", "/behind/a/proxy/v3/")
    return har


def with_a_deletion(har):
    first = har["log"]["entries"][0]
    other = json.loads(json.dumps(first))
    other["request"]["method"] = "DELETE"
    other["response"]["content"]["text"] = "gone"
    har["log"]["entries"].append(other)
    return har


@pytest.mark.parametrize("change", [lambda har: har, in_base64, with_a_deletion])
def test_a_good_recording_passes(judge, change):
    code, said = judge(
        (RUNNING, page(A, B)),
        ("tasks/a", task("a", "RUNNING_RESET")),
        (f"{RUNNING}?limit=1&offset=1", page(B, total=2)),
        (RUNNING, page(B)),
        (FAILED, page(FAILED_A)),
        ("tasks/a", task("a", "FAILED_RESET")),
        (f"{FAILED}??offset=1", page(total=1)),
        (f"{FAILED}?LIMIT=0;offset=0", page(total=1)),
        change=change,
    )
    assert code == 0, said


def elsewhere(har):
    entry = har["log"]["entries"][-1]
    entry["request"]["url"] = entry["request"]["url"].replace(PROJECT, "f" * 32)
    entry["response"] |= {"status": 403, "content": {"text": '{"error_code": "KPS.9003", "error_msg": "no"}'}}
    return har


def test_a_project_that_was_refused_is_not_said_to_lack_its_lists(judge):
    code, said = judge((RUNNING, page(A)), (FAILED, page()), (RUNNING, {}), change=elsewhere)
    assert code == 0, said
    assert "not tested" not in said


BROKEN = {
    "schema": [(RUNNING, page(row("a", keypair_name=5)))],
    "page length": [(RUNNING, page(A, total=2))],
    "echo": [("tasks/b", task("a", "RUNNING_RESET"))],
    "same task": [(RUNNING, page(A)), ("tasks/a", task("a", "RUNNING_RESET", server_id="other"))],
    "no return": [("tasks/a", task("a", "SUCCESS_RESET")), ("tasks/a", task("a", "RUNNING_RESET"))],
    "show and list": [(FAILED, page(FAILED_A)), ("tasks/a", task("a", "SUCCESS_RESET"))],
    "pages": [(RUNNING, page(A, B)), (f"{RUNNING}?limit=1", page(B, total=2)), (RUNNING, page(A, B))],
    "order": [(RUNNING, page(A, B)), (RUNNING, page(B, A))],
}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_does_not_fit_is_found_with_the_numbers_of_its_entries(judge, tmp_path, rule):
    code, said = judge(*BROKEN[rule])
    assert code == 1
    assert f"contract: {rule}, " in said, said
    summary = (tmp_path / "build/contract/summary.md").read_text()
    assert f"Entry {len(BROKEN[rule])} of the recording" in summary or rule == "pages"  # between two of them
    assert "Entry 1 of the recording" in summary


def test_a_pager_s_pages_make_a_reading(judge):
    """Pages that overlap by a task are one reading of the list; a page with a task in another place does not fit."""
    rows = [row(name) for name in "abcde"]
    walk = [(f"{RUNNING}?limit=2&offset={at}", page(*rows[at : at + 2], total=5)) for at in (0, 1, 2, 3)]
    assert judge(*walk, *walk)[0] == 0
    wrong = (f"{RUNNING}?limit=1&offset=3", page(rows[2], total=5))
    code, said = judge(*walk, wrong, *walk)
    assert (code, "position 3" in said) == (1, True), said


def test_what_proves_nothing_fails(judge, tmp_path):
    code, said = judge(
        (RUNNING, page(A)), change=lambda har: har["log"]["entries"][0]["response"].update(status=401) or har
    )
    assert code == 1
    assert "proves nothing" in said
    (tmp_path / "other.har").write_bytes("数据库".encode("gb18030"))
    with pytest.raises(SystemExit, match="neither HAR"):
        main(["run", "--from", "other.har"])


def test_a_body_in_another_encoding_is_kept_as_it_came(tmp_path, capsys):
    recorder = Recorder(hidden="a-token")
    body = '{"total": 0, "tasks": [], "a-token": "数据库"}'.encode("gb18030")
    recorder.add(f"https://kps.test/v3/{PROJECT}/{RUNNING}", 200, HEADERS, body, 0.0)
    recorder.save(tmp_path / "x.har")
    assert main(["drift", str(tmp_path / "x.har"), "--output", str(tmp_path)]) == 0
    assert "ListRunningTask not UTF-8: 1 response" in capsys.readouterr().out
    assert b"a-token" not in read_recorded(tmp_path / "x.har")[0].response.content


def test_what_a_run_leaves_can_be_judged_again(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    mock = MockKps.from_seed("contract")
    monkeypatch.setenv("KPS_PROJECT_ID", mock.project_id)
    monkeypatch.setenv("KPS_TOKEN", mock.token)
    with mock.serve() as url:
        assert main(["run", url, "--kind", "live", "--only", "pages", "--watch", "0"]) == 0
    asked = len(mock.requests)
    assert main(["run", "--from", "build/contract/exchanges.har", "--kind", "stand-in"]) == 0, capfd.readouterr()
    assert len(mock.requests) == asked
