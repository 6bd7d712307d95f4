"""The faults that ``make soak`` looks for are detected."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

from kps_tasks import Phase, TaskUpdate

from .jobs import WrongError, read_list, wait, watch
from .meter import Held
from .server import KEPT


class Caller(SimpleNamespace):
    """A caller whose client returns given tasks, which nobody else has."""

    def __init__(self, **tasks: Any) -> None:
        names = iter(f"t{number}" for number in range(100))
        mock = SimpleNamespace(ask=lambda *_, **__: None, new_name=lambda kind: next(names))
        super().__init__(chance=random.Random(0), mock=mock, tasks=SimpleNamespace(**tasks))


@pytest.mark.parametrize(("lost", "twice"), [(1, 0), (0, 1), (0, 0)])
def test_a_row_that_is_lost_or_comes_twice(lost, twice):
    def pager(name: str) -> SimpleNamespace:
        ids = [f"kept-{name}-{number}" for number in range(lost, KEPT[name])] + [f"kept-{name}-7"] * twice
        return SimpleNamespace(pages=lambda: [[SimpleNamespace(task_id=task_id) for task_id in ids]])

    caller = Caller(list_failed=lambda **_: pager("ListFailedTask"), list_running=lambda **_: pager("ListRunningTask"))
    if lost or twice:
        with pytest.raises(WrongError, match=f"{twice} rows came twice, {lost} were lost"):
            read_list(caller)
    else:
        assert read_list(caller) in KEPT.values()


def test_a_wrong_outcome_is_detected():
    caller = Caller(wait=lambda ids, **_: [TaskUpdate(task_id, None, Phase.SUCCEEDED) for task_id in ids])
    caller.chance = SimpleNamespace(choice=lambda options: options[-1], random=random.random)  # all are to fail
    with pytest.raises(WrongError, match="ended as succeeded"):
        wait(caller)


def test_a_state_that_goes_back_is_detected():
    states = (Phase.RUNNING, Phase.READY)
    caller = Caller(watch=lambda ids, **_: (TaskUpdate(ids[0], None, phase) for phase in states))
    with pytest.raises(WrongError, match="t0 was ready after it was running"):
        watch(caller)


def test_growth_is_detected():
    before = Held(traced=8.0, resident=100.0, descriptors=12, threads=20)
    assert not [*evolve(before, traced=8.9, resident=131, descriptors=17, threads=23).grown_since(before)]
    for name, more in {"traced": 1.1, "resident": 33, "descriptors": 6, "threads": 4}.items():
        assert len([*evolve(before, **{name: getattr(before, name) + more}).grown_since(before)]) == 1
    assert Held.now().threads
