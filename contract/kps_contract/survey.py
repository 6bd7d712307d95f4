"""A survey in progress: requests are sent in steps, and findings are collected."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from attrs import frozen

from .coverage import check_insides, check_statuses, replaced
from .description import LISTS, paths
from .exchange import Asker, Target
from .findings import Finding, Scope, finding_of
from .open_questions import NEW_FIELDS, allowed
from .reading import Reader
from .relations.passive import scan
from .relations.response import Broken, Response
from .relations.witness import Witness


def _nothing(response: Response) -> None:
    """Require nothing more."""


@frozen
class Question:
    """A request, and what is required of its response in addition to the general rules.

    Attributes:
        ask: Sends the request.
        judge: Checks the response.
        weak: Whether no page describes the request, so its refusal may have any form.
    """

    ask: Callable[[], Response]
    judge: Callable[[Response], object] = _nothing
    weak: bool = False


Questions = Iterable[Question | Callable[[], object]]


class Survey:
    """Send the requests; collect the findings.

    Args:
        target: The target.
        scope: How much to test.
        ask: Sends the requests.
        told: Called with each finding at once; returns whether it is new.

    Attributes:
        findings: The findings, in order; at most one for each rule and operation.
        steps: The steps taken, each with its findings.
        seconds: How long each step took.
        remarks: What could not be tested, and why.
        witness: Compares the responses with each other.
        past_the_gate: Requests sent directly to a stand-in on this machine, by method.
        is_red: Whether one of the findings is new.
        between: What to do between requests, such as watching tasks.
    """

    def __init__(self, target: Target, scope: Scope, ask: Asker, told: Callable[[Finding], bool]) -> None:
        self._told = told
        self.target = target
        self.scope = scope
        self.ask = ask
        self.findings: list[Finding] = []
        self.steps: dict[str, list[Finding]] = {}
        self.seconds: dict[str, float] = {}
        self.remarks: list[str] = []
        self.past_the_gate: Counter[str] = Counter()
        self.is_red = False
        self._reader = Reader(scope.kind, new_fields=allowed(scope, NEW_FIELDS))
        self.witness = Witness(scope.kind, target.project_id, self._strictly, target.secret)
        self.between: Callable[[], Iterable[Question | Callable[[], object]]] = list
        self._last: Response | None = None

    @property
    def can_go_on(self) -> bool:
        """Whether both lists could be read and have something to test."""
        return len(self.witness.lists) == len(LISTS)

    @property
    def is_over(self) -> bool:
        """Whether there are so many findings that more would not help, or the time is up."""
        return len(self.findings) >= self.scope.most_findings or self.is_late

    @property
    def is_late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.scope.ends_at

    def wants(self, name: str) -> bool:
        """Whether the scope has the step; the first, which reads the lists, is always included."""
        return not (self.scope.only and self.steps) or self.scope.only in name

    def take(self, name: str, questions: Questions) -> None:
        """Take a step: send its requests until there are too many findings."""
        if self.is_over or not self.wants(name):
            return
        started = time.monotonic()
        found = self.steps.setdefault(name, [])
        for batch in _batches(questions, 2 * self.ask.side_by_side):
            self._ask_all(batch, found)
            self._ask_all(list(self.between()), found)
            if self.is_over:
                break
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - started

    def _ask_all(self, batch: list[Question | Callable[[], object]], found: list[Finding]) -> None:
        """Send concurrently what can be; judge one by one."""
        answers = self.ask.all(question.ask for question in batch if isinstance(question, Question))
        for question in batch:
            self._last = None
            try:
                if isinstance(question, Question):
                    answer = next(answers)
                    if isinstance(answer, Broken):
                        raise answer
                    question.judge(self._check_weakly(answer) if question.weak else self.check(answer))
                else:
                    question()
            except Broken as broken:
                self._note(broken, found)

    def _note(self, broken: Broken, found: list[Finding]) -> None:
        if self.is_late:
            return
        shown = broken.responses[-1] if broken.responses else self._last
        finding = finding_of(broken, self._operation(shown), shown, self.target.secret)
        if all((other.rule, other.operation) != (finding.rule, finding.operation) for other in self.findings):
            found.append(finding)
            if all(other.fault != finding.fault for other in self.findings):
                self.is_red |= self._told(finding)
            self.findings.append(finding)

    def has_found(self, *rules: str) -> bool:
        """Whether one of these rules was broken."""
        return any(finding.rule in rules for finding in self.findings)

    @staticmethod
    def _operation(response: Response | None) -> str:
        """Return the operation of a response."""
        if response is None:
            return ""
        if response.operation:
            return f"GET {paths()[response.operation]}"
        asked = (f"GET {path}" for path in paths().values() if _named_by(path) in response.curl)
        return next(asked, "")

    def _strictly(
        self, operation: str, *, task_id: str = "", limit: int | None = None, offset: int | None = None
    ) -> Response:
        response = self._last = self.ask(operation, task_id=task_id, limit=limit, offset=offset)
        self._reader.check(response)
        return response

    def check(self, response: Response) -> Response:
        """Check a response against the spec and all others, and return it."""
        self._last = response
        self._reader.check(response)
        self.witness.check(response)
        self._last = response  # the witness may have sent other requests since
        return response

    def _check_weakly(self, response: Response) -> Response:
        self._last = response
        scan(response, self.scope.kind, self.target.secret)
        if response.status == 200:
            self._reader.check(response)
        return response

    def coverage(self) -> None:
        """Check that every documented response occurred."""
        wrong = self.scope.wrong_credentials
        check_statuses(self.witness, self.scope.kind, wrong_credentials=wrong, unless=replaced(self.scope))
        check_insides(self.witness)

    def look_twice(self) -> None:
        """Read the lists again."""
        for _ in range(2):
            self.witness.look()


def _named_by(path: str) -> str:
    """Return the part of a path that no other operation has."""
    return "/" + path.replace("/{task_id}", "/").split("/", 3)[3]


def _batches(questions: Questions, size: int) -> Iterator[list[Question | Callable[[], object]]]:
    rest = iter(questions)
    while batch := list(islice(rest, size)):
        yield batch
