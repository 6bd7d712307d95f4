"""The first seeds of ``make simulate``."""

from __future__ import annotations

from .run import run_seeds


def test_nothing_is_lost_in_a_thousand_stories():
    failure, ends = run_seeds(0, 1000)
    assert failure is None
    assert set(ends) == {
        *("list whole", "list error", "list cancelled"),
        *("wait ended", "wait unknown", "wait out of time", "wait cancelled"),
    }
