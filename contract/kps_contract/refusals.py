"""Requests that must be refused: invalid numbers, other projects, wrong credentials. Not sent to a real service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from .description import LISTS, SHOW, Kind, parameter, paths
from .odd_requests import consistent
from .open_questions import CLAMPED, allowed, permitting
from .questions import refused
from .relations.response import Response, require
from .survey import Question, Survey

BAD_NUMBERS = (
    *(("limit", value) for value in ("0", "-1", "1001", "abc", "1.5", "1e2", "0x1", "null", "true", "99999999999")),
    *(("limit", str(2**bits + 1)) for bits in (16, 32, 64)),  # read as 1 if only the low bits are kept
    *(("offset", value) for value in ("-1", "abc", "1.5", "0x1", "null", "true")),
)
# What a correct stand-in may read differently than the mock: other number formats, and repetitions.
ODD_NUMBERS = ("", "%201", "1%20", "%2B1", "1_0", "1.0", "%EF%BC%91", "%D9%A1")
BAD_FOR_THE_MOCK = (
    *((name, value) for name in ("limit", "offset") for value in ODD_NUMBERS),
    ("limit", "1&limit=2"),
    *(("offset", value) for value in ("100001", "0&offset=0")),
)
BESIDE = {"limit": ("", "&offset=0", "&offset=1", "&offset=100000"), "offset": ("", "&limit=1", "&limit=1000")}
_PROJECT = re.compile(parameter("ProjectId")["schema"]["pattern"])

Questions = Iterator[Question]


def bad_numbers(survey: Survey) -> Questions:
    """Request pages with invalid limits and offsets, alone, with valid ones, and beyond the end."""
    values = BAD_NUMBERS + (BAD_FOR_THE_MOCK if survey.scope.kind is Kind.MOCK else ())
    for operation in LISTS:
        path = paths()[operation].format(project_id=survey.target.project_id)
        for name, value in values:
            for beside in BESIDE[name]:
                query = f"{name}={value}{beside}"
                judge = partial(_bad_number, survey, operation, query)
                yield Question(partial(survey.ask.get, f"{path}?{query}"), judge)


def _bad_number(survey: Survey, operation: str, query: str, response: Response) -> None:
    if allowed(survey.scope, CLAMPED) and response.status == 200:
        consistent(survey, operation, query, response)
    else:
        refused(response, KnownErrorCode.KPS_0002, query, permitting(CLAMPED) if response.status == 200 else "")


def other_projects(survey: Survey) -> Questions:
    """Request other projects, including slightly altered IDs."""
    own = survey.target.project_id
    others = dict.fromkeys((own[1:] + own[:1], own[::-1], own.upper(), own[:-1], own + "0"))
    for path in _asked():
        for other in others:
            if other != own:
                filled = path.format(project_id=other, task_id=_some_id(survey))
                yield Question(partial(survey.ask.get, filled), partial(_other_project, survey, other))


def _other_project(survey: Survey, other: str, response: Response) -> None:
    """A malformed project ID may also be a parameter error, but not in the mock."""
    malformed = not _PROJECT.match(other) and survey.scope.kind is not Kind.MOCK
    good = (400, 401, 403, 404) if malformed else (401, 403)
    require(response.status in good, "own project", f"{response.status} for another project instead of 403")


def foreign_tasks(survey: Survey) -> Questions:
    """Request tasks of another project in this one; they are known from the other project's token."""
    if survey.target.other_project is None:
        return
    project_id, token = survey.target.other_project
    good = {facts.TOKEN_HEADER: token}
    own = {str(row.get("task_id")) for whole in survey.witness.lists.values() for row in whole.rows}
    for operation in LISTS:
        page = survey.ask.get(paths()[operation].format(project_id=project_id), good)
        require(page.status == 200, "other project", f"{page.status} for the other project with its own token", page)
        for row in page.rows[:5]:
            task_id = str(row.get("task_id"))
            require(task_id not in own, "own project", f"task {task_id} is in the lists of both projects", page)
            yield Question(partial(survey.ask, SHOW, task_id=task_id), _foreign, weak=True)


def _foreign(response: Response) -> None:
    require(response.status in (400, 403, 404), "own project", f"{response.status} for a task of another project")


def wrong_credentials(survey: Survey) -> Questions:
    """Send requests without the token, with a slightly altered one, and with the token in another place."""
    token = survey.target.token
    wrong = dict.fromkeys((token + "x", token[:-1], token.swapcase(), token[1:], "", "wrong", f"{token} {token}"))
    elsewhere = [{}, {"X-Auth-Tokens": token}, {"Authorization": token}, {"Authorization": f"Bearer {token}"}]
    unknown = paths()[SHOW].replace("{task_id}", "no-such-task")
    bad = f"{paths()[LISTS[0]]}?limit=0"
    for path in [*_asked(), unknown, bad]:
        filled = path.format(project_id=survey.target.project_id, task_id=_some_id(survey))
        for headers in [*({facts.TOKEN_HEADER: value} for value in wrong if value != token), *elsewhere]:
            yield Question(partial(survey.ask.get, filled, headers), partial(_wrong_credential, survey, headers, path))
    for name in (facts.TOKEN_HEADER, "token"):
        query = f"{paths()[LISTS[0]]}?{name}={quote(token)}".format(project_id=survey.target.project_id)
        yield Question(partial(survey.ask.get, query, {}), partial(_wrong_credential, survey, {}, ""))


def _wrong_credential(survey: Survey, headers: dict[str, str], path: str, response: Response) -> None:
    said = f"a wrong {next(iter(headers))}" if headers else "no credential"
    early = response.status == 400 and path.endswith("limit=0") and survey.scope.kind is not Kind.MOCK
    require(response.status == 401 or early, "credentials", f"{response.status} instead of 401 to {said}")


def _asked() -> list[str]:
    """Return the paths of the operations; those of the lists also with a later page."""
    return [*paths().values(), *(f"{paths()[operation]}?limit=2&offset=1" for operation in LISTS)]


def _some_id(survey: Survey) -> str:
    rows = [row for whole in survey.witness.lists.values() for row in whole.rows]
    return quote(str(rows[0].get("task_id") if rows else "no-such-task"), safe="")
