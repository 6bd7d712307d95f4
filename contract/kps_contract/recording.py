"""Check recorded traffic against the spec and all relations; nothing is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from .description import LISTS, Kind
from .drift.recorded import Recorded, UnreadableRecord, read_recorded
from .exchange import Asker, Target
from .findings import Finding
from .relations.response import Response, Row
from .relations.standing import Snapshot
from .relations.witness import Witness
from .reports.outcome import Outcome
from .run import Plan, judged, teller
from .survey import Survey


def judge_recording(path: Path, plan: Plan, told: Callable[[Finding], object]) -> Outcome:
    """Read and judge a recording; *told* is called with each new finding at once.

    Raises:
        SystemExit: It cannot be read.
    """
    started = time.monotonic()
    try:
        records = read_recorded(path)
    except UnreadableRecord as error:
        raise SystemExit(f"contract: {error}") from None
    projects: dict[str, list[Response]] = {}
    for record in sorted(records, key=_sent):
        projects.setdefault(str(record.response.project_id), []).append(record.response)
    with Asker(Target("", "", "", shown=str(path))) as ask:
        survey = Survey(Target("", "", "", shown=str(path)), plan.scope(), ask, teller(plan, told))
        for project_id, responses in projects.items():
            _judge(survey, plan.kind, project_id, responses)
    ask.sent = len(records)
    good = any(record.response.status == 200 for record in records)
    trouble = [] if good else ["the recording contains no successful response, so it proves nothing"]
    return judged(plan, str(path), survey, None, trouble, started)


def _sent(record: Recorded) -> float:
    return record.response.sent


def _judge(survey: Survey, kind: Kind, project_id: str, responses: list[Response]) -> None:
    """Compare the responses about one project with each other, in the order of their requests."""
    survey.witness = Witness(kind, project_id, None)
    shown = any(response.status == 200 for response in responses)
    for operation in LISTS:
        readings = list(_readings(operation, responses))
        survey.take(
            f"time: {operation}, its recorded responses are consistent over time",
            [partial(survey.witness.take, one) for one in readings],
        )
        if shown and not readings:
            survey.remarks.append(
                f"project {project_id}: {operation} was never read completely, so its pages were not checked"
            )
    survey.take(
        "relations: recorded responses are as documented and consistent",
        [partial(survey.check, one) for one in responses],
    )


def _readings(operation: str, responses: list[Response]) -> Iterator[Snapshot]:
    """Yield the complete lists that pages make up; a pager may read a few tasks of a page again."""
    rows: list[Row] = []
    pages: list[Response] = []
    for page in responses:
        if page.operation != operation or page.status != 200 or page.limit is None or page.offset is None:
            continue
        total = page.body.get("total") if isinstance(page.body, dict) else None
        goes_on = pages and page.offset and page.rows[: len(rows) - page.offset] == rows[page.offset :]
        if not goes_on or total != pages[-1].body["total"]:
            rows, pages = [], []
        if page.offset > len(rows) or not isinstance(total, int):
            continue
        rows, pages = [*rows[: page.offset], *page.rows], [*pages, page]
        if len(rows) == total:
            yield Snapshot(operation, tuple(rows), total, pages[0], pages[0].sent, page.received)
            rows, pages = [], []
