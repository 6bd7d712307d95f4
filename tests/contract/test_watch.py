"""The watch: how long it looks at tasks that do not move."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kps_contract import watch
from kps_contract.description import FAILED, RUNNING, Kind
from kps_contract.findings import Scope


@pytest.mark.parametrize(("patient", "seconds"), [(False, watch.STANDS_STILL), (True, 20)])
def test_a_target_in_which_nothing_moves_is_watched_to_the_end_if_that_was_asked(patient, seconds, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(watch.time, "sleep", lambda pause: now.__setitem__(0, now[0] + pause))
    whole = SimpleNamespace(rows=[{"task_id": "a"}])
    witness = SimpleNamespace(lists={RUNNING: whole, FAILED: whole}, departed=list, look=list)
    survey: Any = SimpleNamespace(
        scope=Scope(Kind.STAND_IN, wrong_credentials=False, patient=patient), witness=witness, ask=list
    )
    for one in watch.Watch(survey, lambda: now[0]).last(20):
        for question in one:
            if callable(question):
                question()
    assert seconds <= now[0] - 100 <= seconds + 1
