"""One run of the suite against one target: the survey first, then random requests, then what is to be said of both."""

from __future__ import annotations

import time
from pathlib import Path

from attrs import frozen

from .description import LISTS, Kind
from .exchange import Target
from .findings import Scope
from .full_survey import survey
from .known import is_known, load_known
from .report import Outcome, write_junit, write_summary
from .tool import run_tool


@frozen
class Plan:
    """How a run is made.

    Attributes:
        kind: What the target is.
        output: Folder of the reports.
        wrong_credentials: Whether credentials that are not good may be sent.
        seed: Of the random requests; None for another one each time.
        examples: Random requests of each operation; None for the number in the configuration.
        known: File of known differences.
        seconds: Time limit of the whole run.
        quiet: Whether schemathesis says nothing itself.
    """

    kind: Kind
    output: Path
    wrong_credentials: bool = False
    seed: int | None = 1
    examples: int | None = None
    known: Path | None = None
    seconds: float = 600.0
    quiet: bool = False

    def scope(self) -> Scope:
        """How much the survey asks: of a live service less, as each request takes half a second of its quota."""
        if self.kind is Kind.LIVE:
            return Scope(self.kind, self.wrong_credentials, sample=10, pages=12, slowest=30.0)
        return Scope(self.kind, self.wrong_credentials)


def run(target: Target, plan: Plan, where: str) -> Outcome:
    """Test a target and write the reports."""
    started = time.monotonic()
    plan.output.mkdir(parents=True, exist_ok=True)
    surveyed = survey(target, plan.scope())
    tool = None
    if surveyed.can_go_on:
        options = [] if plan.seed is None else ["--seed", str(plan.seed)]
        options += [] if plan.examples is None else ["--max-examples", str(plan.examples)]
        left = plan.seconds - (time.monotonic() - started)
        lists = [surveyed.witness.lists[operation].rows[:50] for operation in LISTS]
        ids = [str(row["task_id"]) for rows in lists for row in rows] + list(target.task_ids)
        tool = run_tool(target, plan.kind, list(dict.fromkeys(ids)), plan.output, options, max(1.0, left), plan.quiet)
    findings = surveyed.findings + (tool.findings if tool else [])
    entries = load_known(plan.known) if plan.known else []
    outcome = Outcome(
        plan.kind,
        where,
        surveyed,
        tool,
        [finding for finding in findings if not is_known(finding, entries)],
        [finding for finding in findings if is_known(finding, entries)],
        tool.trouble if tool else [],
        time.monotonic() - started,
    )
    write_junit(plan.output / "junit.xml", outcome, plan.output / "schemathesis.xml")
    write_summary(plan.output / "summary.md", outcome)
    return outcome
