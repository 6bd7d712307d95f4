"""Questions that must be refused: bad numbers, other projects, wrong credentials. A real service is not asked them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode

from .description import LISTS, Kind, paths
from .relations.response import Response, require
from .survey import Survey

BAD_NUMBERS = (
    *(("limit", value) for value in ("0", "-1", "1001", "abc", "1.5", "1e2", "0x1", "null", "true", "99999999999")),
    *(("limit", str(2**bits + 1)) for bits in (16, 32, 64)),  # 1 to who keeps too few bits
    *(("offset", value) for value in ("-1", "abc", "1.5", "0x1", "null", "true")),
)
# What an honest stand-in may read otherwise than the mock: what number parsers take besides digits, and repetitions.
ODD_NUMBERS = ("", "%201", "1%20", "%2B1", "1_0", "1.0", "%EF%BC%91", "%D9%A1")
BAD_FOR_THE_MOCK = (
    *((name, value) for name in ("limit", "offset") for value in ODD_NUMBERS),
    ("limit", "1&limit=2"),
    *(("offset", value) for value in ("100001", "0&offset=0")),
)
BESIDE = {"limit": ("", "&offset=0", "&offset=1", "&offset=100000"), "offset": ("", "&limit=1", "&limit=1000")}

Questions = Iterator[Callable[[], object]]


def bad_numbers(survey: Survey) -> Questions:
    """Ask for pages with limits and offsets that are none, alone and beside good ones, also behind the end."""
    values = BAD_NUMBERS + (BAD_FOR_THE_MOCK if survey.scope.kind is Kind.MOCK else ())
    for operation in LISTS:
        for name, value in values:
            yield from (partial(_bad_number, survey, operation, name, value + beside) for beside in BESIDE[name])


def _bad_number(survey: Survey, operation: str, name: str, value: str) -> None:
    path = paths()[operation].format(project_id=survey.target.project_id)
    response = survey.check(survey.ask.get(f"{path}?{name}={value}"))
    refused(response, 400, KnownErrorCode.KPS_0002, f"{name}={value}")


def other_projects(survey: Survey) -> Questions:
    """Ask for other projects, also such as are nearly right."""
    own = survey.target.project_id
    others = dict.fromkeys((own[1:] + own[:1], own[::-1], own.upper(), own[:-1], own + "0"))
    for path in _asked():
        yield from (partial(_other_project, survey, path, other) for other in others if other != own)


def _other_project(survey: Survey, path: str, other: str) -> None:
    response = survey.check(survey.ask.get(path.format(project_id=other, task_id=_some_id(survey))))
    require(response.status in (401, 403), "own project", f"{response.status} to another project instead of 403")


def wrong_credentials(survey: Survey) -> Questions:
    """Ask without the token, with one that is nearly right, and with the token in another place."""
    token = survey.target.token
    wrong = dict.fromkeys((token + "x", token[:-1], token.swapcase(), token[1:], "", "wrong", f"{token} {token}"))
    elsewhere = [{}, {"X-Auth-Tokens": token}, {"Authorization": token}, {"Authorization": f"Bearer {token}"}]
    for path in _asked():
        for headers in [*({facts.TOKEN_HEADER: value} for value in wrong if value != token), *elsewhere]:
            yield partial(_wrong_credential, survey, path, headers)


def _wrong_credential(survey: Survey, path: str, headers: dict[str, str]) -> None:
    filled = path.format(project_id=survey.target.project_id, task_id=_some_id(survey))
    response = survey.check(survey.ask.get(filled, headers))
    said = f"a wrong {next(iter(headers))}" if headers else "no credential"
    require(response.status == 401, "credentials", f"{response.status} instead of 401 to {said}")


def refused(response: Response, status: int, code: str, why: str) -> None:
    """Require a refusal with status and code."""
    found = response.body.get("error_code") if isinstance(response.body, dict) else None
    require(response.status == status, "refusal", f"{response.status} instead of {status} to {why}")
    require(found == code, "refusal", f"{found} instead of {code} to {why}")


def _asked() -> list[str]:
    """Return the paths of the operations, those of the lists also with a page that is not the first."""
    return [*paths().values(), *(f"{paths()[operation]}?limit=2&offset=1" for operation in LISTS)]


def _some_id(survey: Survey) -> str:
    rows = [row for whole in survey.witness.lists.values() for row in whole.rows]
    return quote(str(rows[0].get("task_id")), safe="")
