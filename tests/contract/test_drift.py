"""The drift report: what it finds in recorded responses, how it presents it, and the change that it proposes."""

from __future__ import annotations

import json

import pytest
import yaml

from kps_contract import overlay
from kps_contract.drift.compare import compare
from kps_contract.drift.probes import PROBES, Prober, run_probes
from kps_contract.drift.recorded import UnreadableRecord, read_recorded
from kps_contract.drift.render import as_json, as_overlay, as_text
from kps_contract.exchange import Asker
from kps_contract.mocks import target_of
from kps_contract.spec import openapi
from kps_tasks_mock import MockKps

ROW = {
    "task_id": "t",
    "operate_type": "FAILED_REPLACE",
    "task_time": "1523342130000",
    "task_error_code": None,
    "task_error_msg": "m",
    "server_name": "s",
    "server_id": "i",
    "keypair_name": "k",
}

TASK = {"task_id": "t", "task_status": "FAILED_BIND"}


def recorded(body, path="failed-tasks", status=200, when="2026-01-02"):
    return {"url": f"https://kms.test/v3/p/{path}", "status": status, "body": body, "when": when}


def drift_of(tmp_path, *answers):
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    return compare(read_recorded(tmp_path))


def page(**changes):
    return {"total": 1, "tasks": [{name: value for name, value in (ROW | changes).items() if value is not ...}]}


@pytest.mark.parametrize(
    ("answer", "kind", "about"),
    [
        (recorded(page(operate_type="FAILED_CLEAR")), "values", ("KnownOperateType", "FAILED_CLEAR")),
        (
            recorded({"task_id": "t", "task_status": "FAILED_BIND"}, "tasks/t"),
            "variants",
            ("KnownTaskStatus", "FAILED_BIND"),
        ),
        (recorded({"error_code": "KPS.7777", "error_msg": "x"}, status=400), "values", ("KnownErrorCode", "KPS.7777")),
        (recorded(page(region="r")), "extra", ("FailedTask.region", "string")),
        (recorded({"total": 0, "tasks": [], "next": 1}), "extra", ("FailedTaskPage.next", "integer")),
        (recorded(page(server_name=...)), "missing", ("FailedTask.server_name", "")),
        (recorded(page(server_name=None)), "nulls", ("FailedTask.server_name", "null")),
        (recorded(page(task_time=1523342130000)), "types", ("FailedTask.task_time", "integer")),
        (recorded(page(task_time="1523342130")), "times", ("FailedTask.task_time", "seconds since 1970")),
        (recorded(page(task_time="2018-04-10T06:35:30Z")), "times", ("FailedTask.task_time", "ISO 8601")),
        (recorded({"total": 1, "tasks": [None]}), "types", ("FailedTask", "null")),
        (recorded("数据库"), "unreadable", ("ListFailedTask", "not JSON")),
        (recorded({"error_code": "KPS.0003", "error_msg": "x"}, status=503), "statuses", ("ListFailedTask", "503")),
    ],
)
def test_a_difference_is_found_counted_and_dated(tmp_path, answer, kind, about):
    other = json.loads(json.dumps(answer).replace('"task_id": "t"', '"task_id": "u"').replace("tasks/t", "tasks/u"))
    drift = drift_of(tmp_path, recorded(page()), answer | {"when": "2026-01-03"}, answer, answer, other)
    seen = getattr(drift, kind)[about]
    of_tasks = "tasks/t" in answer["url"] or about[0].startswith(("FailedTask.", "KnownOperateType"))
    assert (seen.count, seen.first) == (2 if of_tasks else 4, "2026-01-02")  # one of them was read three times
    assert about[1] in as_text(drift, {}) or about[0] in as_text(drift, {})
    assert {"about": about[0], "what": about[1], "count": seen.count, "first_seen": "2026-01-02"} in json.loads(
        as_json(drift, {})
    )[kind]


def test_what_is_as_documented_is_no_difference(tmp_path):
    drift = drift_of(tmp_path, recorded(page()))
    text = as_text(drift, {})
    assert "The service sent nothing that is not in the spec." in text
    assert as_overlay(drift) is None
    assert "KnownTaskStatus READY_RESET" in drift.never
    assert "FailedTask.server_name" not in drift.never


def test_the_proposed_change_fits_the_spec(tmp_path):
    drift = drift_of(tmp_path, recorded(page(operate_type="FAILED_CLEAR", region="r", server_name=None, task_time=1)))
    changed = overlay.apply(openapi().document, yaml.safe_load(as_overlay(drift)))
    schemas = changed["components"]["schemas"]
    assert schemas["KnownOperateType"]["enum"][-1] == "FAILED_CLEAR"
    assert len(schemas["KnownOperateType"]["enum"]) == len(schemas["KnownOperateType"]["x-enum-descriptions"])
    assert schemas["FailedTask"]["properties"]["region"]["type"] == "string"
    assert schemas["FailedTask"]["properties"]["server_name"]["nullable"] is True
    assert schemas["FailedTask"]["properties"]["task_time"]["type"] == "integer"
    assert schemas["FailedTask"]["properties"]["task_time"]["x-kps-forms"] == [
        "an unknown format: 1 task, first 2026-01-02"
    ]


def test_a_har_file_is_read(tmp_path):
    entry = {
        "startedDateTime": "2026-01-02",
        "request": {"url": "https://kms.test/v3/p/running-tasks?limit=1"},
        "response": {"status": 200, "headers": [], "content": {"text": '{"total": 0, "tasks": []}'}},
    }
    other = entry | {"request": {"url": "https://other.test/"}}
    (tmp_path / "x.har").write_text(json.dumps({"log": {"entries": [entry, other]}}))
    (tmp_path / ".schemathesis").mkdir()
    (tmp_path / ".schemathesis" / "manifest.json").write_text('{"a tool keeps": "this for itself"}')
    assert [record.when for record in read_recorded(tmp_path)] == ["2026-01-02"]


@pytest.mark.parametrize("content", ["", "[]", "3"])
def test_a_file_without_answers_is_an_error_that_names_it(tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(UnreadableRecord, match=r"x\.json|has no responses"):
        read_recorded(tmp_path)


def test_every_open_question_gets_an_answer():
    mock = MockKps.from_seed("contract")
    with Asker(target_of(mock, transport=mock.transport())) as asker:
        good = {"X-Auth-Token": mock.token}
        answers = run_probes(Prober(mock.project_id, lambda path, headers: asker.get(path, good | headers)))
    told = {name: about["answer"] for name, about in answers.items()}
    assert len(told) == len(PROBES)
    assert told["unknown task"] == "400 KPS.0001 taskId is illegal"
    assert told["running types"] == "RUNNING, RUNNING_BIND, RUNNING_REPLACE, RUNNING_RESET, RUNNING_UNBIND"
    assert told["error codes of tasks"] == "KPS.0003, null"
    assert told["other project"].startswith("403 APIGW.0302")
    assert told["numbers"].count("limit=0: 400 KPS.0002") == 2
    assert told["task time"].startswith("48 of 48 have 13 digits")
    assert {request.method for request in mock.requests} == {"GET"}
