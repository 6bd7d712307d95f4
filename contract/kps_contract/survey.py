"""The survey: a fixed row of questions that every run asks, so that nothing depends on luck.

schemathesis asks at random; the survey makes sure that the inside of the lists is seen, that listed tasks are asked
for, and that what must be refused is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .coverage import check_insides, check_statuses
from .description import LISTS, Kind, paths
from .exchange import Asker, Target
from .findings import ABOUT_THE_WHOLE, Finding, Scope
from .questions import departed_tasks, listed_tasks, pages, sizes, unknown_ids
from .reading import Reader
from .refusals import bad_numbers, other_projects, wrong_credentials
from .relations.answer import Answer, Broken
from .relations.witness import Witness


class Survey:
    """Ask the questions; gather what is wrong.

    Args:
        target: Whom to ask.
        scope: How much.
        ask: What sends the requests.

    Attributes:
        findings: What is wrong, in the order it was found; no more than one for each rule and operation.
        steps: The steps that were taken, each with its findings.
        remarks: What could not be tested, and why.
        witness: What the answers are held to each other by.
    """

    def __init__(self, target: Target, scope: Scope, ask: Asker) -> None:
        self.target = target
        self.scope = scope
        self.ask = ask
        self.findings: list[Finding] = []
        self.steps: dict[str, list[Finding]] = {}
        self.remarks: list[str] = []
        self._reader = Reader(scope.kind)
        self.witness = Witness(scope.kind, target.project_id, self._strictly)

    def run(self) -> None:
        """Take all steps that the scope allows; without lists to look at, only the first."""
        self._take("the lists can be read", [self.witness.look])
        if [finding.rule for finding in self.findings] == ["request id"]:
            self._take("the lists can be read, if the request IDs do not matter", [self.witness.look])
        if len(self.witness.lists) == len(LISTS):
            self._take("the lists have tasks to look at", [lambda: sizes(self)])
        if not self.can_go_on:
            return
        for operation in LISTS:
            self._take(f"{operation}: pages are parts of the list", pages(self, operation))
        self._take("listed tasks can be asked for, and agree with their list", listed_tasks(self))
        self._take("unknown task IDs are refused", unknown_ids(self))
        self._take("tasks that left the running list have ended", departed_tasks(self))
        if self.scope.kind is not Kind.LIVE:
            self._take("bad limits and offsets are refused", bad_numbers(self))
            self._take("other projects are refused", other_projects(self))
        if self.scope.wrong_credentials:
            self._take("wrong credentials are refused", wrong_credentials(self))
        elif self.scope.kind is not Kind.LIVE:
            self.remarks.append("whether wrong credentials are refused; WRONG_CREDENTIALS=1 does")
        self._take("the lists are as before, or have moved on", [self._twice])
        self._take("tasks that ended stay so", departed_tasks(self))
        self._take("all that is documented was met", [self._coverage])

    @property
    def can_go_on(self) -> bool:
        """Whether both lists could be read and there was anything to look at."""
        return len(self.witness.lists) == len(LISTS) and any(whole.rows for whole in self.witness.lists.values())

    def _take(self, name: str, questions: Iterable[Callable[[], object]]) -> None:
        if len(self.findings) >= self.scope.most_findings:
            return
        found = self.steps[name] = []
        for question in questions:
            try:
                question()
            except Broken as broken:
                whole = broken.rule in ABOUT_THE_WHOLE
                about = ("", "") if whole else (self._operation(), self.ask.last)
                finding = Finding(broken.rule, about[0], broken.message, about[1])
                if all((other.rule, other.operation) != (finding.rule, finding.operation) for other in self.findings):
                    found.append(finding)
                    self.findings.append(finding)
            if len(self.findings) >= self.scope.most_findings:
                return

    def _operation(self) -> str:
        """Tell the operation of the last request."""
        for path in paths().values():
            if path.rpartition("/")[2].replace("{task_id}", "/tasks/") in self.ask.last:
                return f"GET {path}"
        return ""

    def _strictly(
        self, operation: str, *, task_id: str = "", limit: int | None = None, offset: int | None = None
    ) -> Answer:
        answer = self.ask(operation, task_id=task_id, limit=limit, offset=offset)
        self._reader.check(answer)
        return answer

    def check(self, answer: Answer) -> Answer:
        """Hold an answer to the spec and to all others, and return it."""
        self._reader.check(answer)
        self.witness.check(answer)
        return answer

    def _coverage(self) -> None:
        check_statuses(self.witness, self.scope.kind, wrong_credentials=self.scope.wrong_credentials)
        check_insides(self.witness)

    def _twice(self) -> None:
        for _ in range(2):
            self.witness.look()


def survey(target: Target, scope: Scope) -> Survey:
    """Ask everything that the scope allows, and return what came of it."""
    with Asker(target, scope.slowest) as ask:
        done = Survey(target, scope, ask)
        done.run()
        return done
