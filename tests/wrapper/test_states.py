"""Phase and operation of every value in the spec, and of unknown ones."""

from __future__ import annotations

import pytest

from kps_tasks import FailedTask, Operation, Phase, RunningTask, Task
from kps_tasks_client.models import KnownOperateType, KnownTaskStatus

from .test_responses import SPEC

SCHEMAS = SPEC["components"]["schemas"]
STATUSES = SCHEMAS["KnownTaskStatus"]["x-kps-values"]
OPERATE_TYPES = SCHEMAS["KnownOperateType"]["x-kps-values"]


def test_each_known_status_reads_as_the_spec_says():
    assert len(STATUSES) == 16
    for status, about in STATUSES.items():
        task = Task({"task_status": status})
        assert (task.phase, task.operation) == (about["phase"], about["operation"]), status
        assert task.phase.finished == (about["phase"] in ("succeeded", "failed")), status


def test_each_known_operate_type_reads_as_the_spec_says():
    assert len(OPERATE_TYPES) == 13
    for operate_type, about in OPERATE_TYPES.items():
        running, failed = RunningTask({"operate_type": operate_type}), FailedTask({"operate_type": operate_type})
        assert running.operation == failed.operation == about["operation"], operate_type
        assert running.phase == (Phase.READY if operate_type.startswith("READY_") else Phase.RUNNING), operate_type
        assert failed.phase == Phase.FAILED, operate_type


def test_the_constants_are_those_of_the_spec():
    assert sorted(KnownTaskStatus) == sorted(SCHEMAS["KnownTaskStatus"]["enum"])
    assert sorted(KnownOperateType) == sorted(SCHEMAS["KnownOperateType"]["enum"])


@pytest.mark.parametrize("status", [None, "", "RUNNINGRESET", "running_reset", "DONE_RESET"])
def test_what_is_not_understood_is_unknown_and_not_finished(status):
    task = Task({"task_status": status})
    assert (task.phase, task.operation) == (Phase.UNKNOWN, Operation.UNKNOWN)
    assert not task.phase.finished


@pytest.mark.parametrize("status", ["FAILED", "FAILED_RESET_AGAIN"])
def test_the_phase_is_known_where_the_operation_is_not(status):
    assert (Task({"task_status": status}).phase, Task({"task_status": status}).operation) == ("failed", "unknown")
