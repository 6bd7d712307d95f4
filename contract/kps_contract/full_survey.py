"""The complete survey: a fixed series of requests that every run sends, so nothing depends on chance.

schemathesis sends random requests; the survey makes sure that pages inside the lists are seen, that listed tasks are
requested and watched, and that what must be refused is refused.
"""

from __future__ import annotations

from collections.abc import Callable

from .description import LISTS, Kind
from .exchange import Asker, Target
from .findings import Finding, Scope
from .http_layer import below_the_operations
from .odd_requests import odd_requests
from .open_questions import EMPTY, allowed
from .questions import at_once, departed_tasks, listed_tasks, pages, sizes, unknown_ids
from .refusals import bad_numbers, foreign_tasks, other_projects, wrong_credentials
from .survey import Survey
from .watch import Watch


def survey(
    target: Target,
    scope: Scope,
    told: Callable[[Finding], bool] = lambda finding: True,
    say: Callable[[str], object] = lambda text: None,
) -> Survey:
    """Send everything that the scope allows, and return the results.

    Args:
        target: The target.
        scope: How much to test.
        told: Called with each finding at once; returns whether it is new.
        say: Called with a text about what comes next.
    """
    with Asker(target, scope.slowest, scope.side_by_side, scope.ends_at) as ask:
        done = Survey(target, scope, ask, told)
        if _read_lists(done):
            lists = ", ".join(f"{whole.total} tasks in {name}" for name, whole in done.witness.lists.items())
            say(f"{lists}; they are watched for up to {scope.watch:.0f} s" if scope.watch else lists)
            _take_all(done)
        return done


BESIDE = (
    "request id",
    "future",
    "null",
    "cache",
    "encoding",
    "escaped",
    "innards",
    "secret",
)  # rules that are not about the lists themselves


def _read_lists(survey: Survey) -> bool:
    """Read both lists, and return whether there is anything to test."""
    survey.take("the lists can be read", [survey.witness.look])
    if not survey.can_go_on and all(finding.rule in BESIDE for finding in survey.findings):
        survey.take("the lists can be read, ignoring permitted behaviour", [survey.witness.look])
    if survey.can_go_on:
        survey.take("the lists have tasks", [lambda: sizes(survey)])
    rows = any(whole.rows for whole in survey.witness.lists.values())
    return survey.can_go_on and (rows or allowed(survey.scope, EMPTY))


LIVES = "time: tasks are watched until they finish"


def _take_all(survey: Survey) -> None:
    """Take all steps that the scope allows, while tasks are watched."""
    watch = Watch(survey)
    watched = survey.scope.watch if survey.wants(LIVES) else 0.0
    if watched:
        survey.between = watch.due
    _take_what_is_there(survey)
    if survey.scope.kind is not Kind.LIVE:
        _take_what_is_refused(survey)
    survey.take("time: the lists are unchanged, or have progressed", [survey.look_twice])
    survey.take("time: finished tasks stay finished", departed_tasks(survey))
    if watched:
        for one in watch.last(watched):
            if survey.is_red:  # a failed run need not wait for what time may show
                break
            survey.take(LIVES, one)
        if not watch.moved():
            survey.remarks.append(
                "how tasks progress: none did; start some (--start CMD), or watch for longer (--watch)"
            )
    if not (survey.scope.only or survey.findings or allowed(survey.scope, EMPTY)):  # a finding may be the cause
        survey.take("every documented response occurred", [survey.coverage])


def _take_what_is_there(survey: Survey) -> None:
    for operation in LISTS:
        survey.take(f"relations: pages of {operation} are parts of it", pages(survey, operation))
    survey.take("relations: listed tasks can be requested, and agree with their list", listed_tasks(survey))
    survey.take("requests: unknown task IDs are refused", unknown_ids(survey))
    survey.take("time: tasks that left the running list have finished", departed_tasks(survey))


def _take_what_is_refused(survey: Survey) -> None:
    if survey.ask.side_by_side > 1:
        survey.take("concurrency: parallel requests do not mix", at_once(survey))
    survey.take("requests: invalid limits and offsets are refused", bad_numbers(survey))
    survey.take("credentials: other projects are refused", other_projects(survey))
    if survey.target.other_project:
        survey.take("credentials: tasks of other projects are not shown", foreign_tasks(survey))
    if survey.scope.wrong_credentials:
        survey.take("credentials: wrong ones are refused", wrong_credentials(survey))
    else:
        survey.remarks.append("whether wrong credentials are refused; pass --wrong-credentials to test it")
    survey.take("requests: odd ones break nothing", odd_requests(survey))
    if survey.target.direct and survey.target.secret:
        if not survey.scope.other_methods:
            survey.remarks.append("HEAD and methods other than GET; pass --kind stand-in explicitly to test them")
        survey.take("HTTP: the rules below the operations are kept too", below_the_operations(survey))
