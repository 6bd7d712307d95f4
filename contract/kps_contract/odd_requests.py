"""Requests that no page describes: no response may be a breakdown or a wrong task."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import parse_qsl, quote

from .description import LISTS, SHOW, Kind, paths
from .findings import ABOUT_PAGES
from .relations.response import DEFAULTS, RANGES, Response, require
from .relations.standing import Snapshot
from .survey import Question, Survey

EDGES = [2**bits + step for bits in (16, 31, 32, 63, 64) for step in (-1, 0, 1)]
SPELLINGS = (
    "",
    *"%201 1%20 1%0A 1%09 %2B1 %2D1 -0 1_0 010 00 08 0b1 0o7 1.0 1e1 1,0 1%3B %EF%BC%91%EF%BC%90 %D9%A1 %C2%B2".split(),
    *"NaN Infinity %00 1%00 %FF ' %22 %25 [] {} 0x0a 1h".split(),
    "9" * 400,
)
QUERIES = (
    *"limit=1&limit=2 offset=1&offset=2 limit=2&limit=2 limit offset limit=2&&offset=1 limit=2;offset=1".split(),
    *"limit[]=2 Limit=2 LIMIT=2&OFFSET=1 page=2 marker=x sort=task_time x=1 x = & %00=1 limit=2&x=%FF".split(),
    *"fields=total format=xml callback=f debug=true project_id=x task_id=x tasks=1 ?limit=2 limit%3D2".split(),
    f"x={'y' * 3000}",
)


def odd_lists(survey: Survey) -> Iterator[Question]:
    """Request lists with odd spellings of numbers, limits of number types, and unknown parameters."""
    odd = [f"{name}={value}" for name in ("limit", "offset") for value in (*SPELLINGS, *EDGES)]
    for operation in LISTS:
        path = paths()[operation].format(project_id=survey.target.project_id)
        for query in [*odd, *QUERIES]:
            beside = [query] if query.startswith("limit") else [query, f"limit=3&{query}"]
            for asked in beside:
                judge = partial(consistent, survey, operation, asked)
                yield Question(partial(survey.ask.get, f"{path}?{asked}"), judge, weak=True)


def consistent(survey: Survey, operation: str, query: str, response: Response) -> None:
    """Require a refusal, or the page of one of the numbers that the query may be read as."""
    fine = response.status in (200, 400, 404, 414, 431)
    require(fine, "odd request", f"{response.status} for {query[:60]!r}; expected 400 or a page")
    if response.status != 200 or survey.has_found(*ABOUT_PAGES, "refusal"):  # else the fault would be reported twice
        return
    asked = [pair for separator in "&;" for pair in parse_qsl(query, keep_blank_values=True, separator=separator)]
    places = [(offset, limit) for limit in _readings(asked, "limit") for offset in _readings(asked, "offset")]
    rows = [row.get("task_id") for row in response.rows]

    def explained(whole: Snapshot | None) -> bool:
        ids = [row.get("task_id") for row in whole.rows] if whole else []
        return any(rows == ids[offset : offset + limit] for offset, limit in places)

    if explained(survey.witness.lists[operation]):
        return
    before, after = survey.witness.around(operation, response)
    moved = before is None or before != after or len(before.rows) < before.total
    message = f"{query[:60]!r} gets a page of {len(rows)} tasks that matches no reading of the request"
    require(moved or explained(before), "odd request", message, response)


def _readings(asked: list[tuple[str, str]], name: str) -> set[int]:
    """Return the numbers that a text may be read as: its decimal digits, clamped, or none."""
    texts = [value for key, value in asked if key.lower().lstrip("?").rstrip("[]") == name]
    found = {int(DEFAULTS[name])}
    low, high = RANGES[name][0], RANGES[name][-1]
    for text in texts:
        try:
            value = int(float(text)) if any(sign in text for sign in ".eE") else int(text)
        except (ValueError, OverflowError):
            continue
        found |= {value, low, high, min(max(value, low), high)} if not low <= value <= high else {value}
    return {value for value in found if value >= 0}


def odd_ids(survey: Survey) -> Iterator[Question]:
    """Request task IDs that do not exist, in all spellings that paths allow."""
    rows = [row for whole in survey.witness.lists.values() for row in whole.rows]
    known = str(rows[len(rows) // 2].get("task_id")) if rows else "no-such-task"
    plain = quote(known, safe="")
    double = "".join(f"%25{ord(letter):02x}" for letter in known[:2]) + plain[2:]
    odd = [
        *"%00 %2F %2e%2e%2frunning-tasks % %zz %25 %5F %2A %27 %22 %3B %3C%3E %C3%BC %E4%BB%BB%E5%8A%A1".split(),
        *"%F0%9F%94%91 %FF %C0%AF %E2%80%8B undefined NaN null 0 -1 1 1%20OR%201=1".split(),
        *(
            plain + end
            for end in ("%00", "%00x", "%2F", "%20", "%0A", ";x=1", f",{plain}", "%E2%80%8B", ".json", "%25", "%2A")
        ),
        *(start + plain for start in ("x%2F", "%20", "%25")),
        *(quote(text) for text in (known.upper(), f"{known[:-1]}_", f"{known[:8]}%", f"{known[:-1]}*")),
        double,
        *(plain + query for query in ("?", "?x=1", "?limit=1&offset=0", "?task_id=x&task_id=y")),
        "0" * 36,
        "x" * 300,
        "x" * 5000,
    ]
    path = paths()[SHOW].format(project_id=survey.target.project_id, task_id="")
    for text in odd:
        yield Question(partial(survey.ask.get, path + text), partial(_odd_id, known, text), weak=True)


def _odd_id(known: str, text: str, response: Response) -> None:
    fine = response.status in (200, 400, 403, 404, 414, 431)
    require(fine, "odd request", f"{response.status} for the task ID {text[:60]!r}; expected 400")
    if response.status == 200:
        body = response.body if isinstance(response.body, dict) else {}
        asked = text.partition("?")[0].replace("%20", "")
        spelled = asked.upper() == quote(known, safe="").upper()  # another spelling of the same
        same = spelled and str(body.get("task_id")).upper() == known.upper()
        require(same, "odd request", f"the task ID {text[:60]!r} gets the task {body.get('task_id')}")


def odd_projects(survey: Survey) -> Iterator[Question]:
    """Request project IDs that do not exist."""
    own = survey.target.project_id
    for project in (
        "x",
        "%00",
        f"{own}%00",
        "%27",
        "%2F",
        "%25",
        "-",
        own.upper(),
        own + own,
        "z" * 3000,
        "%E9%A1%B9",
        f"{own}%20",
    ):
        for operation in LISTS:
            path = paths()[operation].format(project_id=project)
            yield Question(partial(survey.ask.get, path), partial(_odd_project, project), weak=True)


def _odd_project(project: str, response: Response) -> None:
    fine = response.status in (400, 401, 403, 404, 414, 431)
    require(fine, "odd request", f"{response.status} for the project ID {project[:40]!r}; expected 400 or 403")


def odd_requests(survey: Survey) -> Iterator[Question]:
    """Send all odd requests; the mock refuses most of them by its own stricter rules."""
    if survey.scope.kind is not Kind.LIVE:
        yield from odd_lists(survey)
        yield from odd_ids(survey)
        yield from odd_projects(survey)
