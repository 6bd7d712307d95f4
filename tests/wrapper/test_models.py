"""Tasks are immutable values with the fields of the spec."""

from __future__ import annotations

import copy
import pickle

import pytest

import kps_tasks_client.models as generated
from kps_tasks import FailedTask, Page, RunningTask, Task

from .test_responses import SPEC

KINDS = [(Task, "KeypairTask"), (RunningTask, "RunningTask"), (FailedTask, "FailedTask")]
FULL = {name: f"a {name}" for name in FailedTask.FIELDS} | {"task_status": "READY_BIND"}


@pytest.mark.parametrize(("kind", "schema"), KINDS)
def test_the_fields_are_those_of_the_spec(kind, schema):
    assert list(kind.FIELDS) == list(SPEC["components"]["schemas"][schema]["properties"])
    assert issubclass(kind, getattr(generated, schema))


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
class TestEachKind:
    def test_is_immutable(self, kind):
        task = kind(FULL)
        for name in ("task_id", "phase", "new"):
            with pytest.raises(AttributeError):
                setattr(task, name, "other")
        with pytest.raises(TypeError):
            task.raw["task_id"] = "other"
        assert task.task_id == "a task_id"

    def test_is_a_value(self, kind):
        task, same, other = kind(FULL), kind(dict(FULL)), kind(FULL | {"task_id": "other"})
        assert task == same
        assert hash(task) == hash(same)
        assert task != other
        assert len({task, same, other}) == 2

    def test_can_be_copied_and_pickled(self, kind):
        task = kind(FULL)
        assert copy.copy(task) == copy.deepcopy(task) == pickle.loads(pickle.dumps(task)) == task

    def test_keeps_all_that_was_sent(self, kind):
        row = FULL | {"new_field": {"a": [1]}}
        task = kind(row)
        assert dict(task.raw) == row
        assert task.extra["new_field"] == {"a": [1]}
        assert task.to_dict() == {name: row[name] for name in kind.FIELDS} | dict(task.extra)
        assert list(kind({}).to_dict().values()) == [None] * len(kind.FIELDS)

    def test_shows_its_fields(self, kind):
        shown = repr(kind({"task_id": "t-1", "new_field": 3}))
        assert shown.startswith(f"{kind.__name__}(task_id='t-1', ")
        assert "server_id=None" in shown
        assert shown.endswith("new_field=3)")


def test_tasks_of_different_kinds_differ():
    assert Task(FULL) != RunningTask(FULL)


def test_a_page_is_a_sequence_of_its_tasks():
    page = Page((Task({"task_id": "a"}), Task({"task_id": "b"})), 9, 0, "r")
    assert [task.task_id for task in page] == ["a", "b"]
    assert len(page) == 2
    assert (page.total, page.offset, page.request_id) == (9, 0, "r")
