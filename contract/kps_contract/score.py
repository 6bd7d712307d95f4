"""How many broken variants the suite catches: each is put through the three parts of the suite."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from attrs import frozen

from kps_tasks_mock import MockKps

from .description import Kind
from .findings import Scope
from .full_survey import survey
from .machine import run_machine, walk
from .mocks import target_of
from .tool import run_tool
from .variants import CLASSES, REGISTER

WORKERS = 2
EXAMPLES = 20


@frozen
class Verdict:
    """What the parts of the suite said of one variant: a finding each, empty where they noticed nothing.

    Attributes:
        name: Name of the variant.
        kind: Class of faults.
        by: What each part found, by the name of the part; a part that was not run is missing.
    """

    name: str
    kind: str
    by: dict[str, str]

    @property
    def caught(self) -> bool:
        """Whether any part noticed."""
        return any(self.by.values())


def by_survey(make: Callable[[], MockKps]) -> str:
    """Return the first finding of the survey, in process."""
    mock = make()
    done = survey(
        target_of(mock, transport=mock.transport()), Scope(Kind.MOCK, wrong_credentials=True, most_findings=1)
    )
    return "".join(f"{finding.rule}: {finding.message}" for finding in done.findings)


def by_machine(make: Callable[[], MockKps]) -> str:
    """Return what stops a walk through the lives of tasks, or the state machine."""
    try:
        walk(make)
        run_machine(make)
    except Exception as error:  # noqa: BLE001 - whatever stops it has noticed the fault
        return str(error) or type(error).__name__
    return ""


def by_tool(make: Callable[[], MockKps]) -> str:
    """Return the first finding of schemathesis, over a socket."""
    mock = make()
    with mock.serve() as url, tempfile.TemporaryDirectory() as folder:
        target = target_of(mock, url)
        options = ["--seed", "1", "--max-examples", str(EXAMPLES), "--max-failures", "1"]
        run = run_tool(target, Kind.MOCK, list(target.task_ids), Path(folder), options, 120.0)
    if not run.cases:  # an error of the suite is no success of it
        raise RuntimeError(f"schemathesis did not run: {run.trouble}")
    found = [f"{finding.rule}: {finding.message}" for finding in run.findings]
    return "".join([*found, *run.trouble][:1])


PARTS = {"survey": by_survey, "machine": by_machine, "schemathesis": by_tool}


def judge(name: str, quick: bool) -> Verdict:
    """Put one variant through the suite; quickly, only until a part notices."""
    registered = REGISTER[name]
    by: dict[str, str] = {}
    for part, look in PARTS.items():
        if quick and any(by.values()):
            break
        by[part] = " ".join(look(registered.make).split())
    return Verdict(name, registered.kind, by)


def judge_all(names: Iterable[str], quick: bool) -> list[Verdict]:
    """Judge variants side by side."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(partial(judge, quick=quick), names))


def table(verdicts: list[Verdict]) -> str:
    """Return the score by class and part, and below what was not caught."""
    parts = [part for part in PARTS if any(part in verdict.by for verdict in verdicts)]
    lines = [f"{'class of faults':<26}{'variants':>10}" + "".join(f"{part:>14}" for part in parts) + f"{'caught':>10}"]
    for kind in [*CLASSES, ""]:
        own = [verdict for verdict in verdicts if kind in (verdict.kind, "")]
        counts = [sum(bool(verdict.by.get(part)) for verdict in own) for part in parts]
        row = f"{kind or 'all':<26}{len(own):>10}" + "".join(f"{count:>14}" for count in counts)
        lines.append(row + f"{sum(verdict.caught for verdict in own):>10}")
    lines += [f"NOT CAUGHT: {verdict.name} ({verdict.kind})" for verdict in verdicts if not verdict.caught]
    return "\n".join(lines)
