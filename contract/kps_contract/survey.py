"""A survey while it is taken: questions are asked in steps, and what is wrong is gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .coverage import check_insides, check_statuses
from .description import LISTS, paths
from .exchange import Asker, Target
from .findings import ABOUT_THE_WHOLE, Finding, Scope
from .reading import Reader
from .relations.response import Broken, Response
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
        witness: What the responses are held to each other by.
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

    @property
    def can_go_on(self) -> bool:
        """Whether both lists could be read and there was anything to look at."""
        return len(self.witness.lists) == len(LISTS) and any(whole.rows for whole in self.witness.lists.values())

    def take(self, name: str, questions: Iterable[Callable[[], object]]) -> None:
        """Take a step: ask its questions, as long as there are not too many findings."""
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
    ) -> Response:
        response = self.ask(operation, task_id=task_id, limit=limit, offset=offset)
        self._reader.check(response)
        return response

    def check(self, response: Response) -> Response:
        """Hold a response to the spec and to all others, and return it."""
        self._reader.check(response)
        self.witness.check(response)
        return response

    def coverage(self) -> None:
        """Check that all that is documented was met."""
        check_statuses(self.witness, self.scope.kind, wrong_credentials=self.scope.wrong_credentials)
        check_insides(self.witness)

    def look_twice(self) -> None:
        """Read the lists again."""
        for _ in range(2):
            self.witness.look()
