"""How many broken variants the suite catches, in process and over HTTP, as with a user's stand-in.

In process, the suite has what no user has: the state machine advances the mock's clock, and all tasks are known. Over
HTTP, it gets a URL and a token, and the tasks progress in real time.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from attrs import field, frozen

from kps_tasks_mock import MockKps

from .description import Kind, strict
from .exchange import Target
from .findings import Scope
from .full_survey import survey
from .machine import OPERATIONS, OUTCOMES, run_machine, walk
from .mocks import target_of
from .survey import Survey
from .tool import run_tool
from .variants import CLASSES, REGISTER

WORKERS = 2
EXAMPLES = 20
WATCH = 20.0  # seconds, as in every run against a stand-in
TICK = 0.05


@frozen
class Verdict:
    """What each part of the suite found in one variant; empty if it found nothing.

    Attributes:
        name: Name of the variant.
        kind: Class of faults.
        by: Finding by part; a part that did not run is missing.
        step: The step of the survey that detected it over HTTP.
    """

    name: str
    kind: str
    by: dict[str, str] = field(factory=dict)
    step: str = ""

    @property
    def caught(self) -> bool:
        """Whether any part detected it in process."""
        return any(text for part, text in self.by.items() if part != SERVED)


def _said(done: Survey) -> str:
    return "".join(f"{finding.rule}: {finding.message}" for finding in done.findings)


def by_survey(make: Callable[[], MockKps]) -> str:
    """Return the first finding of the survey in process."""
    mock = make()
    scope = Scope(Kind.MOCK, wrong_credentials=True, most_findings=1)
    return _said(survey(target_of(mock, transport=mock.transport()), scope))


def by_machine(make: Callable[[], MockKps]) -> str:
    """Return the failure of a walk through the lives of tasks, or of the state machine."""
    try:
        walk(make)
        run_machine(make)
    except Exception as error:  # noqa: BLE001 - whatever stops it has noticed the fault
        return str(error) or type(error).__name__
    return ""


def by_tool(make: Callable[[], MockKps]) -> str:
    """Return the first finding of schemathesis over a socket."""
    mock = make()
    with mock.serve() as url, tempfile.TemporaryDirectory() as folder:
        target = target_of(mock, url)
        options = ["--seed", "1", "--max-examples", str(EXAMPLES), "--max-failures", "1"]
        run = run_tool(target, strict(Kind.MOCK), Kind.MOCK, list(target.task_ids), Path(folder), options, 120.0)
    if not run.cases:  # an error of the suite does not count as a detection
        raise RuntimeError(f"schemathesis did not run: {run.trouble}")
    found = [f"{finding.rule}: {finding.message}" for finding in run.findings]
    return "".join([*found, *run.trouble][:1])


def over_http(make: Callable[[], MockKps], watch: float = WATCH) -> Survey:
    """Test a mock like a user's stand-in, of which nothing is known, while tasks start and end."""
    mock = make()
    with mock.serve() as url, _on_a_clock(mock):
        target = Target(url, mock.project_id, mock.token, secret=mock.token, direct=url)
        scope = Scope(
            Kind.STAND_IN, wrong_credentials=True, most_findings=1, side_by_side=8, watch=watch, other_methods=True
        )
        return survey(target, scope)


@contextmanager
def _on_a_clock(mock: MockKps) -> Iterator[None]:
    """Advance a mock's clock in real time, and start a task every second."""
    over = threading.Event()

    def go() -> None:
        ticks = 0
        while not over.wait(TICK):
            mock.advance(TICK)
            if ticks % 20 == 0:
                turn = ticks // 20
                operation = OPERATIONS[turn % len(OPERATIONS)]
                outcome = OUTCOMES[turn // len(OPERATIONS) % len(OUTCOMES)]
                mock.add_task(operation=operation, outcome=outcome, ready_seconds=1, running_seconds=2 + turn % 4)
            ticks += 1

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


PARTS = {"survey": by_survey, "machine": by_machine, "schemathesis": by_tool}
SERVED = "over HTTP"


def judge(name: str, quick: bool) -> Verdict:
    """Test one variant with the suite; *quick* means in process only, until a part detects it."""
    registered = REGISTER[name]
    by: dict[str, str] = {}
    for part, look in PARTS.items():
        if quick and any(by.values()):
            break
        by[part] = " ".join(look(registered.make).split())
    if quick:
        return Verdict(name, registered.kind, by)
    done = over_http(registered.make)
    by[SERVED] = " ".join(_said(done).split())
    return Verdict(name, registered.kind, by, next((step for step, found in done.steps.items() if found), ""))


def judge_all(names: Iterable[str], quick: bool) -> list[Verdict]:
    """Judge variants in parallel."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(partial(judge, quick=quick), names))


def table(verdicts: list[Verdict]) -> str:
    """Return the score by class and part, and by the step that detected it; below, what was missed and where."""
    parts = [part for part in (*PARTS, SERVED) if any(part in verdict.by for verdict in verdicts)]
    lines = [
        f"{'class of faults':<26}{'variants':>9}" + "".join(f"{part:>13}" for part in parts) + f"{'in process':>12}"
    ]
    for kind in [*CLASSES, ""]:
        own = [verdict for verdict in verdicts if kind in (verdict.kind, "")]
        counts = [sum(bool(verdict.by.get(part)) for verdict in own) for part in parts]
        row = f"{kind or 'all':<26}{len(own):>9}" + "".join(f"{count:>13}" for count in counts)
        lines.append(row + f"{sum(verdict.caught for verdict in own):>12}")
    if SERVED in parts:
        steps = Counter(verdict.step for verdict in verdicts if verdict.step)
        lines += ["", "detected over HTTP by", *(f"  {step:<66}{count:>4}" for step, count in steps.most_common()), ""]
        lines += [f"not over HTTP: {one.name} ({one.kind})" for one in verdicts if not one.by[SERVED]]
    lines += [f"NOT CAUGHT: {verdict.name} ({verdict.kind})" for verdict in verdicts if not verdict.caught]
    return "\n".join(lines)
