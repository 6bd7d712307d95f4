"""Hold recorded traffic to the spec and to all relations; nothing is sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from .description import LISTS, Kind
from .drift.recorded import Recorded, UnreadableRecord, read_recorded
from .exchange import Asker, Target
from .findings import merged
from .known import is_known, load_known
from .relations.response import Response
from .relations.standing import Snapshot
from .reports.junit import write_junit
from .reports.markdown import write_summary
from .reports.outcome import Outcome
from .reports.page import write_page
from .run import Plan
from .survey import Survey


def judge_recording(path: Path, plan: Plan) -> Outcome:
    """Read a recording, judge it and write the reports.

    Raises:
        SystemExit: It cannot be read.
    """
    started = time.monotonic()
    try:
        records = read_recorded(path)
    except UnreadableRecord as error:
        raise SystemExit(f"contract: {error}") from None
    responses = [record.response for record in records]
    projects = {str(response.project_id) for response in responses if response.status == 200}
    target = Target("", next(iter(projects), ""), "", shown=str(path))
    with Asker(target) as ask:
        survey = Survey(target, plan.scope(), ask, lambda finding: None)
        survey.witness = survey.offline_witness()
        for operation in LISTS:
            survey.take(f"{operation}: the recorded readings follow from each other", _readings(survey, operation, responses))
        for project in sorted(projects):
            survey.take("the recorded responses belong together", _all(survey, project, responses))
    survey.ask.sent = len(records)
    if len(projects) > 1:
        survey.remarks.append(f"{len(projects)} projects are in the recording: only the relations of the first are held")
    findings = merged(survey.findings)
    entries = load_known(plan.known) if plan.known else []
    new = [finding for finding in findings if not is_known(finding, entries)]
    known = [finding for finding in findings if is_known(finding, entries)]
    outcome = Outcome(plan.kind, str(path), survey, None, new, known, [], time.monotonic() - started)
    write_junit(plan.output / "junit.xml", outcome, plan.output / "none")
    write_summary(plan.output / "summary.md", outcome)
    write_page(plan.output / "report.html", outcome)
    return outcome
