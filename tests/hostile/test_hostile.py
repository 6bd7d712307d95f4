"""The quick calls of ``make hostile``."""

from __future__ import annotations

import gc
from itertools import cycle

from attrs import evolve

from . import middle, proxies
from .behaviours import every
from .server import Server
from .trials import outcomes

QUICK = ("get", "list_running", "get with a token of IAM", "async list_running", "aiohttp get")


def test_no_behaviour_of_a_server_is_a_raw_error_or_taken_for_good():
    with Server.listening() as server:
        wrong = [
            f"{behaviour.family}, {behaviour.name}: {problem}"
            for behaviour, call in zip(every(), cycle(QUICK), strict=False)
            for expected, outcome in outcomes(server, behaviour, (call,))
            if (problem := outcome.wrong(expected))
        ]
    assert wrong == []


def test_no_event_between_two_requests_is_a_raw_error():
    trials = middle.trials(("list_running", "async list_failed"))
    assert [trial.problem for trial in trials if trial.problem] == []


def test_no_behaviour_of_a_proxy_is_a_raw_error():
    assert [trial.problem for trial in proxies.trials(("async get",)) if trial.problem] == []
    gc.collect()  # a connection left open would be a warning


def test_wrong_outcomes_are_reported():
    """A client that believes everything, and one that raises raw errors."""
    with Server.listening() as server:
        behaviour = next(each for each in every() if each.name == "task_id other")
        expected, outcome = next(iter(outcomes(server, behaviour)))
    assert evolve(outcome, value="a task").wrong(expected) == "get accepted 'a task'"
    assert evolve(outcome, value=KeyError("x")).wrong(expected) == "get raised KeyError: 'x'"
    assert evolve(outcome, seconds=9.0).wrong(expected) == "get took 9.0 s"
