"""The whole survey: a fixed row of questions that every run asks, so that nothing depends on luck.

schemathesis asks at random; the survey makes sure that the inside of the lists is seen, that listed tasks are asked
for, and that what must be refused is refused.
"""

from __future__ import annotations

from .description import LISTS, Kind
from .exchange import Asker, Target
from .findings import Scope
from .questions import departed_tasks, listed_tasks, pages, sizes, unknown_ids
from .refusals import bad_numbers, other_projects, wrong_credentials
from .survey import Survey


def survey(target: Target, scope: Scope) -> Survey:
    """Ask everything that the scope allows, and return what came of it."""
    with Asker(target, scope.slowest) as ask:
        done = Survey(target, scope, ask)
        _take_all(done)
        return done


def _take_all(survey: Survey) -> None:
    """Take all steps that the scope allows; without lists to look at, only the first."""
    survey.take("the lists can be read", [survey.witness.look])
    if [finding.rule for finding in survey.findings] == ["request id"]:
        survey.take("the lists can be read, if the request IDs do not matter", [survey.witness.look])
    if len(survey.witness.lists) == len(LISTS):
        survey.take("the lists have tasks to look at", [lambda: sizes(survey)])
    if not survey.can_go_on:
        return
    for operation in LISTS:
        survey.take(f"{operation}: pages are parts of the list", pages(survey, operation))
    survey.take("listed tasks can be asked for, and agree with their list", listed_tasks(survey))
    survey.take("unknown task IDs are refused", unknown_ids(survey))
    survey.take("tasks that left the running list have ended", departed_tasks(survey))
    if survey.scope.kind is not Kind.LIVE:
        survey.take("bad limits and offsets are refused", bad_numbers(survey))
        survey.take("other projects are refused", other_projects(survey))
    if survey.scope.wrong_credentials:
        survey.take("wrong credentials are refused", wrong_credentials(survey))
    elif survey.scope.kind is not Kind.LIVE:
        survey.remarks.append("whether wrong credentials are refused; WRONG_CREDENTIALS=1 does")
    survey.take("the lists are as before, or have moved on", [survey.look_twice])
    survey.take("tasks that ended stay so", departed_tasks(survey))
    survey.take("all that is documented was met", [survey.coverage])
