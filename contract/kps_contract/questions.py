"""Requests that must succeed: pages of all sizes and positions, listed tasks, unknown tasks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from .coverage import FEWEST
from .description import FAILED, LISTS, RUNNING, SHOW, Kind
from .open_questions import EMPTY, FORGOTTEN, UNKNOWN_404, allowed, permitting
from .relations.response import RANGES, Response, require
from .survey import Question, Survey

UNKNOWN = "00000000-0000-4000-8000-000000000000"
AT_ONCE = 16  # concurrent requests
BYTES = (2**15, 2**16)  # limits of two-byte numbers

Questions = Iterator[Question]


def sizes(survey: Survey) -> None:
    """Require tasks to test with; of a stand-in, enough for pages inside the lists."""
    totals = {operation: whole.total for operation, whole in survey.witness.lists.items()}
    live = survey.scope.kind is Kind.LIVE
    may_be_empty = allowed(survey.scope, EMPTY)
    message = f"both lists are empty; start some tasks, or seed the stand-in{permitting(EMPTY)}"
    require(may_be_empty or any(totals.values()), "nothing to see", message)
    for operation, total in totals.items():
        message = f"{operation} has {total} of the {FEWEST} tasks needed to test paging"
        seed = f"{message}; seed the stand-in{permitting(EMPTY)}"
        require(may_be_empty or total >= FEWEST or live, "nothing to see", seed)
        if total < FEWEST:
            survey.remarks.append(f"{message}: its paging was barely tested")


def pages(survey: Survey, operation: str) -> Questions:
    """Request pages at the edges and inside, so that a few of them combine many limits and offsets."""
    total = survey.witness.lists[operation].total
    limits = [None, *_in_range("limit", 1, 2, 3, 7, total - 1, total, total + 1, facts.LIMIT[-1])]
    far = [value + step for value in BYTES for step in (-1, 0, 1)]
    offsets = [None, *_in_range("offset", 1, 0, 2, total // 2, total - 1, total, total + 1, facts.OFFSET[-1])]
    turns = [limits[turn:] + limits[:turn] for turn in range(len(limits))]
    pairs = [(limit, offset) for turned in turns for limit, offset in zip(turned, offsets, strict=False)]
    wanted = pairs[: survey.scope.pages]
    if survey.scope.kind is not Kind.LIVE:
        wanted += [(2, offset) for offset in far] + _tiles(total)
    yield from (_good_page(survey, operation, *pair) for pair in wanted)


def _tiles(total: int) -> list[tuple[int | None, int | None]]:
    """Return pages that together make the whole list, so no part of a medium-sized page is missed."""
    size = next((size for size in (50, 100, 500) if size * 12 >= total), facts.LIMIT[-1])
    return [(size, offset) for offset in range(0, total, size)]


def _in_range(name: str, *values: int) -> list[int]:
    return [value for value in dict.fromkeys(values) if value in RANGES[name]]


def _good_page(survey: Survey, operation: str, limit: int | None, offset: int | None) -> Question:
    return Question(partial(survey.ask, operation, limit=limit, offset=offset), _good)


def _good(response: Response) -> None:
    require(response.status == 200, "answered", f"{response.status} for a valid request")


def at_once(survey: Survey) -> Questions:
    """Send the same and different requests concurrently: each response must belong to its request."""
    rows = [row for operation in LISTS for row in survey.witness.lists[operation].rows]
    ids = [str(row.get("task_id")) for row in rows][:AT_ONCE]
    for operation in LISTS:
        yield from (_good_page(survey, operation, 2, 1) for _ in range(AT_ONCE))
        yield from (_good_page(survey, operation, limit, limit) for limit in range(1, AT_ONCE + 1))
    for task_ids in (ids[:1] * AT_ONCE, ids, [one for pair in zip(ids, ids[::-1], strict=True) for one in pair]):
        yield from (listed(survey, task_id) for task_id in task_ids)


def spread(ids: list[str], most: int) -> list[str]:
    """Return IDs from the beginning, the end and the middle of a list, at most *most*."""
    if len(ids) <= most:
        return ids
    edge = max(1, most // 4)
    inside = ids[edge:-edge]
    step = len(inside) / (most - 2 * edge)
    return [*ids[:edge], *(inside[int(number * step)] for number in range(most - 2 * edge)), *ids[-edge:]]


def listed_tasks(survey: Survey) -> Iterator[Question | partial[None]]:
    """Request tasks of both lists, and other known tasks."""
    for operation in LISTS:
        ids = [str(row.get("task_id")) for row in survey.witness.lists[operation].rows]
        yield from (listed(survey, task_id) for task_id in spread(ids, survey.scope.sample))
    yield from (listed(survey, task_id) for task_id in survey.target.task_ids)
    yield partial(_some_shown, survey)
    yield partial(_none_forgotten, survey)


def listed(survey: Survey, task_id: str) -> Question:
    """Request a task that is or was in a list."""
    return Question(partial(survey.ask, SHOW, task_id=task_id), _shown_or_refused)


def _shown_or_refused(response: Response) -> None:
    require(response.status in (200, 400, 404), "answered", f"{response.status} for a valid request")


def _some_shown(survey: Survey) -> None:
    """Require that some task of each list can be requested; a real service may forget failed ones."""
    if survey.findings:  # an earlier finding may be the cause
        return
    for operation in LISTS:
        if operation == RUNNING or survey.scope.kind is not Kind.LIVE:
            ids = {str(row.get("task_id")) for row in survey.witness.lists[operation].rows}
            shown = ids & survey.witness.shown
            require(shown or not ids, "show and list", f"no task of {operation} can be requested by ID")


def _none_forgotten(survey: Survey) -> None:
    """Require of a stand-in that each failure can be requested; how long the real service keeps them is unknown."""
    forgotten = survey.witness.forgotten
    if not forgotten:
        return
    whole = survey.witness.lists[FAILED]
    shown = {str(row.get("task_id")) for row in whole.rows} & survey.witness.shown - forgotten.keys()
    count = f"{len(forgotten)} of {len(shown) + len(forgotten)} tasks of {FAILED} are refused when requested by ID"
    task_id, refusal = next(iter(forgotten.items()))
    permitted = survey.scope.kind is Kind.LIVE or allowed(survey.scope, FORGOTTEN)
    shows = [whole.page, refusal] if whole.page else [refusal]
    require(permitted, "show and list", f"{count}, such as {task_id}{permitting(FORGOTTEN)}", *shows)
    survey.remarks.append(f"{count}; how long a task can be requested is not documented")


def departed_tasks(survey: Survey) -> Questions:
    """Request tasks that have left the running list since the survey began: they must have finished."""
    for task_id in survey.witness.departed()[: survey.scope.sample]:
        yield departed(survey, task_id)


def departed(survey: Survey, task_id: str) -> Question:
    """Request a task that left the running list; how long the real service keeps it is not documented."""

    def judge(response: Response) -> None:
        known = response.status == 200 or survey.scope.kind is Kind.LIVE
        require(known, "departed task", f"{response.status} for a task that was running a moment ago")

    return Question(partial(survey.ask, SHOW, task_id=task_id), judge)


def unknown_ids(survey: Survey) -> Questions:
    """Request tasks that do not exist or belong to other projects; of a stand-in, also slightly altered IDs."""
    known = [str(row.get("task_id")) for whole in survey.witness.lists.values() for row in whole.rows]
    first = known[0] if known else UNKNOWN[::-1]
    near = []
    if survey.scope.kind is not Kind.LIVE:
        near = [first[:-1], first[:8], first + "0", first[::-1], "it's", "x" * 100]
    if survey.scope.kind is Kind.MOCK:  # a correct stand-in may accept other spellings of an ID
        near += [first.upper(), first.replace("-", ""), f"{{{first}}}", f"urn:uuid:{first}", f" {first}", f"{first} "]
    for task_id in [UNKNOWN, *near, *survey.target.foreign_ids]:
        if task_id and task_id not in known:
            yield Question(partial(survey.ask, SHOW, task_id=task_id), partial(_unknown, survey))


def _unknown(survey: Survey, response: Response) -> None:
    if survey.scope.kind is Kind.LIVE:
        message = f"{response.status} for an unknown task ID"
        require(400 <= response.status < 500, "unknown task", message)
        if response.status != 400:
            survey.remarks.append(
                f"an unknown task ID gets {response.status}, but 400 is documented: see the drift report"
            )
    elif response.status == 404 and allowed(survey.scope, UNKNOWN_404):
        return
    else:
        permit = permitting(UNKNOWN_404) if response.status == 404 else ""
        refused(response, KnownErrorCode.KPS_0001, "an unknown task ID", permit)


def refused(response: Response, code: str, why: str, permit: str = "") -> None:
    """Require the refusal of a request, with 400 and a code."""
    found = response.body.get("error_code") if isinstance(response.body, dict) else None
    require(response.status == 400, "refusal", f"{response.status} instead of 400 to {why}{permit}")
    require(found == code, "refusal", f"{found} instead of {code} to {why}")
