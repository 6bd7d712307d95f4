"""One run of the suite against one target: first the survey, then random requests, then the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from .description import LISTS, Kind, strict
from .exchange import Target
from .findings import Finding, Scope, merged
from .full_survey import survey
from .known import is_known, load_known
from .open_questions import NEW_FIELDS
from .reports.outcome import Outcome
from .survey import Survey
from .tool import ToolRun, run_tool

SIDE_BY_SIDE = 8
RANDOM = 15.0  # seconds for random requests to a stand-in; the survey has already found most of what they can find
SHORTEST = 5.0  # seconds for the random requests of a run that has failed already or has used up its budget


@frozen
class Plan:
    """How to run the suite.

    Attributes:
        kind: What the target is.
        output: Folder of the reports.
        wrong_credentials: Whether invalid credentials may be sent.
        seed: Seed of the random requests; None for a random one.
        examples: Random requests for each operation; None for the number in the configuration.
        known: File of known differences.
        seconds: Time limit of the whole run, which fails when it is reached.
        budget: Seconds that it should take; the random requests are fitted into them.
        watch: Seconds for which tasks are watched.
        patient: Whether they are watched that long even if none of them moves.
        fail_fast: Whether it ends with the first finding.
        only: The steps of the survey to take, by a part of their names; random requests are then left out.
        allow: Open questions that the target may answer in its own way.
        other_methods: Whether other methods than GET may be sent, past the gate.
    """

    kind: Kind
    output: Path
    wrong_credentials: bool = False
    seed: int | None = 1
    examples: int | None = None
    known: Path | None = None
    seconds: float = 600.0
    budget: float = 60.0
    watch: float = 0.0
    patient: bool = False
    fail_fast: bool = False
    only: str = ""
    allow: frozenset[str] = frozenset()
    other_methods: bool = False

    def scope(self, ends_at: float = float("inf")) -> Scope:
        """The scope of the survey: less for a live service, because each request takes half a second of its quota."""
        live = self.kind is Kind.LIVE
        return Scope(
            self.kind,
            self.wrong_credentials,
            sample=10 if live else 50,
            pages=12 if live else 80,
            most_findings=1 if self.fail_fast else 20,
            slowest=30.0 if live else 3.0,
            side_by_side=1 if live else SIDE_BY_SIDE,
            watch=self.watch,
            patient=self.patient,
            allow=self.allow,
            only=self.only,
            other_methods=self.other_methods,
            ends_at=ends_at,
        )


def run(
    target: Target,
    plan: Plan,
    where: str,
    told: Callable[[Finding], object] = lambda finding: None,
    say: Callable[[str], object] = lambda text: None,
) -> Outcome:
    """Test a target; *told* is called with new findings at once, *say* before each part."""
    started = time.monotonic()
    plan.output.mkdir(parents=True, exist_ok=True)
    for old in plan.output.glob("schemathesis.*"):
        old.unlink()
    surveyed = survey(target, plan.scope(started + plan.seconds), teller(plan, told), say)
    tool = None
    rows = any(whole.rows for whole in surveyed.witness.lists.values())
    wanted = rows and not plan.only and not (plan.fail_fast and surveyed.findings)
    if surveyed.can_go_on and wanted and not surveyed.is_late:
        tool = _at_random(target, plan, surveyed, time.monotonic() - started)
    trouble = list(tool.trouble) if tool else []
    if surveyed.is_late:
        trouble = [f"the time limit of {plan.seconds:g} s was reached"]
    elif plan.only and surveyed.can_go_on and not any(plan.only in name for name in surveyed.steps):
        trouble = [f"no question has {plan.only!r} in its name, such as relations, requests, credentials, HTTP, time"]
    return judged(plan, where, surveyed, tool, trouble, started)


def teller(plan: Plan, told: Callable[[Finding], object]) -> Callable[[Finding], bool]:
    """Return a function that passes on findings that are not known, and returns whether one is new."""
    entries = load_known(plan.known) if plan.known else []

    def tell(finding: Finding) -> bool:
        new = not is_known(finding, entries)
        if new:
            told(finding)
        return new

    return tell


def judged(
    plan: Plan, where: str, surveyed: Survey, tool: ToolRun | None, trouble: list[str], started: float
) -> Outcome:
    """Separate new findings from known ones."""
    entries = load_known(plan.known) if plan.known else []
    findings = merged(surveyed.findings + _not_yet_found(tool, surveyed.findings))
    new = [finding for finding in findings if not is_known(finding, entries)]
    known = [finding for finding in findings if is_known(finding, entries)]
    return Outcome(plan.kind, where, surveyed, tool, new, known, trouble, time.monotonic() - started)


def _at_random(target: Target, plan: Plan, surveyed: Survey, spent: float) -> ToolRun:
    options = [] if plan.seed is None else ["--seed", str(plan.seed)]
    options += [] if plan.examples is None else ["--max-examples", str(plan.examples)]
    if plan.kind is Kind.STAND_IN and plan.examples is None:
        left = SHORTEST if surveyed.is_red else max(SHORTEST, min(RANDOM, plan.budget - spent))
        options += ["--max-time", f"{left:.0f}"]
    lists = [surveyed.witness.lists[operation].rows[:50] for operation in LISTS]
    ids = [str(row["task_id"]) for rows in lists for row in rows] + list(target.task_ids)
    spec = strict(plan.kind, new_fields=NEW_FIELDS in plan.allow)
    seconds = max(1.0, plan.seconds - spent)
    return run_tool(target, spec, plan.kind, list(dict.fromkeys(ids)), plan.output, options, seconds)


def _not_yet_found(tool: ToolRun | None, findings: list[Finding]) -> list[Finding]:
    """Return what random requests found and the survey did not."""
    seen = {(finding.rule, finding.operation.rpartition("/")[2]) for finding in findings}
    broken = {finding.fault for finding in findings}
    return [
        finding
        for finding in (tool.findings if tool else [])
        if (finding.rule, finding.operation.rpartition("/")[2]) not in seen and finding.fault not in broken
    ]
