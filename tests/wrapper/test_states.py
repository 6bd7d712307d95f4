"""Phase and operation of every value that the spec knows, and of what nobody knows yet."""

from __future__ import annotations

import pytest

from kps_tasks import FailedTask, Operation, Phase, RunningTask, Task
from kps_tasks_client.models import KnownOperateType, KnownTaskStatus

from .test_answers import SPEC

SCHEMAS = SPEC["components"]["schemas"]
STATUSES = SCHEMAS["KnownTaskStatus"]["x-kps-values"]
OPERATE_TYPES = SCHEMAS["KnownOperateType"]["x-kps-values"]


@pytest.mark.parametrize("status", STATUSES)
def test_a_known_status_reads_as_the_spec_says(status):
    task = Task({"task_status": status})
    assert task.phase == STATUSES[status]["phase"]
    assert task.operation == STATUSES[status]["operation"]
    assert task.phase.finished == (STATUSES[status]["phase"] in ("succeeded", "failed"))


@pytest.mark.parametrize("operate_type", OPERATE_TYPES)
def test_a_known_operate_type_reads_as_the_spec_says(operate_type):
    running, failed = RunningTask({"operate_type": operate_type}), FailedTask({"operate_type": operate_type})
    assert running.operation == failed.operation == OPERATE_TYPES[operate_type]["operation"]
    assert running.phase == (Phase.READY if operate_type.startswith("READY_") else Phase.RUNNING)
    assert failed.phase == Phase.FAILED


def test_the_constants_are_those_of_the_spec():
    assert sorted(KnownTaskStatus) == sorted(SCHEMAS["KnownTaskStatus"]["enum"])
    assert sorted(KnownOperateType) == sorted(SCHEMAS["KnownOperateType"]["enum"])


@pytest.mark.parametrize(
    "status", [None, "", "_", "RESET", "RUNNINGRESET", "running_reset", "DONE_RESET", " RUNNING_RESET"]
)
def test_what_is_not_understood_is_unknown_and_not_finished(status):
    task = Task({"task_status": status})
    assert (task.phase, task.operation) == (Phase.UNKNOWN, Operation.UNKNOWN)
    assert not task.phase.finished


@pytest.mark.parametrize("status", ["FAILED", "FAILED_", "FAILED_FORMAT", "FAILED_RESET_AGAIN"])
def test_the_phase_is_known_where_the_operation_is_not(status):
    assert (Task({"task_status": status}).phase, Task({"task_status": status}).operation) == ("failed", "unknown")
