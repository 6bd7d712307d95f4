"""Questions that must be answered well: pages of all sizes and places, listed tasks, unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from .coverage import FEWEST
from .description import LISTS, RUNNING, SHOW, Kind
from .refusals import refused
from .relations.response import RANGES, require
from .survey import Survey

UNKNOWN = "00000000-0000-4000-8000-000000000000"

Questions = Iterator[Callable[[], object]]


def sizes(survey: Survey) -> None:
    """Require tasks to look at; of a stand-in enough for pages with an inside."""
    totals = {operation: whole.total for operation, whole in survey.witness.lists.items()}
    require(any(totals.values()), "nothing to see", "both lists are empty; start some tasks, or seed the stand-in")
    for operation, total in totals.items():
        message = f"{operation} has {total} of the {FEWEST} tasks that a page with an inside needs"
        require(total >= FEWEST or survey.scope.kind is Kind.LIVE, "nothing to see", f"{message}; seed the stand-in")
        if total < FEWEST:
            survey.remarks.append(f"{message}: its paging was hardly tested")


def pages(survey: Survey, operation: str) -> Questions:
    """Ask for pages at the edges and inside, so that few of them have many limits and offsets together."""
    total = survey.witness.lists[operation].total
    limits = [None, *_in_range("limit", 1, 2, 3, 7, total - 1, total, total + 1, facts.LIMIT[-1])]
    offsets = [None, *_in_range("offset", 1, 0, 2, total // 2, total - 1, total, total + 1, facts.OFFSET[-1])]
    turns = [limits[turn:] + limits[:turn] for turn in range(len(limits))]
    pairs = [(limit, offset) for turned in turns for limit, offset in zip(turned, offsets, strict=False)]
    yield from (partial(_good_page, survey, operation, *pair) for pair in pairs[: survey.scope.pages])


def _in_range(name: str, *values: int) -> list[int]:
    return [value for value in dict.fromkeys(values) if value in RANGES[name]]


def _good_page(survey: Survey, operation: str, limit: int | None, offset: int | None) -> None:
    response = survey.check(survey.ask(operation, limit=limit, offset=offset))
    require(response.status == 200, "answered", f"{response.status} to a good request")


def listed_tasks(survey: Survey) -> Questions:
    """Ask for tasks of both lists, and for those that are known besides."""
    for operation in LISTS:
        rows = survey.witness.lists[operation].rows[: survey.scope.sample]
        yield from (partial(_listed, survey, str(row.get("task_id"))) for row in rows)
    yield from (partial(_listed, survey, task_id) for task_id in survey.target.task_ids)
    yield partial(_some_shown, survey)


def _listed(survey: Survey, task_id: str) -> None:
    response = survey.check(survey.ask(SHOW, task_id=task_id))
    require(response.status in (200, 400), "answered", f"{response.status} to a good request")


def _some_shown(survey: Survey) -> None:
    """Require of each list that a task of it can be asked for; a real service may forget failed ones."""
    for operation in LISTS:
        if operation == RUNNING or survey.scope.kind is not Kind.LIVE:
            ids = {str(row.get("task_id")) for row in survey.witness.lists[operation].rows}
            shown = ids & survey.witness.shown
            require(shown or not ids, "show and list", f"no task of {operation} can be asked for")


def departed_tasks(survey: Survey) -> Questions:
    """Ask for tasks that have left the running list since the survey began: they ended, and say so."""
    for task_id in survey.witness.departed()[: survey.scope.sample]:
        yield partial(_departed, survey, task_id)


def _departed(survey: Survey, task_id: str) -> None:
    """Require a response; how long the real service knows what ended is not documented."""
    response = survey.check(survey.ask(SHOW, task_id=task_id))
    known = response.status == 200 or survey.scope.kind is Kind.LIVE
    require(known, "departed task", f"{response.status} to a task that ran a moment ago")


def unknown_ids(survey: Survey) -> Questions:
    """Ask for tasks that are not there, or of other projects; of a stand-in also for IDs that are nearly right."""
    known = [str(row.get("task_id")) for whole in survey.witness.lists.values() for row in whole.rows]
    first = known[0]
    near = (
        [first[:-1], first + "0", first[::-1], first + "%00", "it's", "x" * 100]
        if survey.scope.kind is not Kind.LIVE
        else []
    )
    if survey.scope.kind is Kind.MOCK:  # an honest stand-in may read an ID in other spellings, too
        near += [first.upper(), first.replace("-", ""), f"{{{first}}}", f"urn:uuid:{first}", f" {first}"]
    for task_id in [UNKNOWN, *near, *survey.target.foreign_ids]:
        if task_id and task_id not in known:
            yield partial(_unknown, survey, task_id)


def _unknown(survey: Survey, task_id: str) -> None:
    response = survey.check(survey.ask(SHOW, task_id=task_id))
    if survey.scope.kind is Kind.LIVE:
        require(400 <= response.status < 500, "unknown task", f"{response.status} to a task ID that is not known")
    else:
        refused(response, 400, KnownErrorCode.KPS_0001, "a task ID that is not known")
