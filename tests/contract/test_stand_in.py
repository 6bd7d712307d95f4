"""The survey on an independent stand-in, whose tasks progress in real time: one fault for each technique.

All faults and variations: `python -m tests.contract.stand_in.blind`.
"""

from __future__ import annotations

import pytest

from kps_contract.description import Kind
from kps_contract.exchange import Target
from kps_contract.findings import Scope, merged
from kps_contract.full_survey import survey
from kps_contract.reports.documented import fault_code, place_of

from .stand_in.faults import FAULTS
from .stand_in.honest import HONEST
from .stand_in.server import OTHER_PROJECT, OTHER_TOKEN, PROJECT, TOKEN, Served, StandIn

RELATIONS = {"pages", "show and list", "no return", "same task", "one list", "records stay"}
ANY = {"answers_swapped_under_load"}  # which rule finds it first, and how many find it at once, is chance


def surveyed(install, **scope):
    service = StandIn()
    service.ready_seconds, service.lives, service.every = 0.2, (0.3, 0.5), 0.4
    install(service)
    with Served(service) as served:
        other = (OTHER_PROJECT, OTHER_TOKEN)
        target = Target(served.url, PROJECT, TOKEN, secret=TOKEN, direct=served.url, other_project=other)
        more = {"most_findings": 1, "side_by_side": 8, "watch": 15.0, "other_methods": True} | scope
        return survey(target, Scope(Kind.STAND_IN, wrong_credentials=True, **more))


def test_an_honest_one_passes():
    done = surveyed(HONEST["quick"][2], watch=3.0, most_findings=20)
    assert done.findings == []
    assert done.witness.departed()


@pytest.mark.parametrize(
    ("habit", "step"), [("newest_first", "relations"), ("malformed_project_is_a_bad_request", "credentials")]
)
def test_a_variation_of_a_correct_stand_in_passes(habit, step):
    done = surveyed(HONEST[habit][2], only=step, most_findings=20)
    assert done.findings == []
    assert [name for name in done.steps if step in name]


@pytest.mark.parametrize(
    ("fault", "step", "place", "code"),
    [
        ("time_in_the_future", "the lists can be read", "task_time", None),
        ("last_failures_are_unknown", "relations: listed tasks", "components.links", None),
        ("answers_swapped_under_load", "concurrency: ", "", None),
        ("nul_breaks", "requests: odd ones", "BadRequest", 100),
        ("octal", "requests: odd ones", "", 206),
        ("token_without_case", "credentials: wrong ones", "XAuthToken", 311),
        ("tasks_of_others_by_id", "credentials: tasks of other projects", "Forbidden", 311),
        ("cached_for_all", "the lists can be read", "", None),
        ("other_methods_work", "HTTP: ", "", 310),
        ("success_becomes_failure", "time: tasks are watched", "KnownTaskStatus", None),
    ],
)
def test_a_fault_is_noticed_by_the_step_that_looks_for_it(fault, step, place, code):
    done = surveyed(FAULTS[fault][1], only=step)
    (finding,) = merged(done.findings)[:1] if fault in ANY else merged(done.findings)
    taken = next(name for name, found in done.steps.items() if found)
    assert taken.startswith(step)
    assert place in place_of(finding)
    assert fault_code(finding) == code
    assert all(one.curl.startswith("curl ") for one in finding.shows)
    assert TOKEN not in str(finding) + repr(finding.shows)
    if finding.rule in RELATIONS:
        assert len(finding.shows) > 1  # the response, and what it contradicts
        assert all(one.excerpt for one in finding.shows)
