"""The survey: a fixed row of questions that every run asks, so that nothing depends on luck.

schemathesis asks at random; the survey makes sure that the inside of the lists is seen, that listed tasks are asked
for, and that what must be refused is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from urllib.parse import quote

from attrs import frozen

from .coverage import FEWEST, check_insides, check_statuses
from .description import LISTS, RUNNING, SHOW, Kind, paths
from .exchange import Asker, Target
from .reading import Reader
from .relations.answer import Answer, Broken, require
from .relations.witness import Witness

UNKNOWN = "00000000-0000-4000-8000-000000000000"
BAD_LIMITS = ("0", "-1", "1001", "abc", "1.5", "1e2", "null")
BAD_OFFSETS = ("-1", "abc", "1.5", "null")
BAD_FOR_THE_MOCK = (
    *(("limit", value) for value in ("", "99999999999", "1&limit=2")),
    *(("offset", value) for value in ("", "100001", "0&offset=0")),
)


@frozen
class Finding:
    """Something that is not as it should be.

    Attributes:
        rule: Short name of the rule that is broken.
        operation: Operation that it is about, as `GET /path`; empty if it is about the whole.
        message: What is wrong.
        curl: The request that shows it.
    """

    rule: str
    operation: str
    message: str
    curl: str = ""


@frozen
class Scope:
    """How much is asked.

    Attributes:
        kind: What the target is.
        wrong_credentials: Whether credentials may be sent that are not good.
        sample: Tasks of each list that are asked for one by one.
        pages: Pages of each list that are asked for.
        most_findings: After how many it gives up.
        slowest: Seconds that an answer may take.
    """

    kind: Kind
    wrong_credentials: bool
    sample: int = 50
    pages: int = 80
    most_findings: int = 20
    slowest: float = 3.0


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
        if len(self.witness.lists) < len(LISTS):
            return
        self._take("the lists have tasks to look at", [self._sizes])
        if not self.can_go_on:
            return
        for operation in LISTS:
            self._take(f"{operation}: pages are parts of the list", self._pages(operation))
        self._take("listed tasks can be asked for, and agree with their list", self._tasks())
        self._take("unknown task IDs are refused", self._unknown_ids())
        if self.scope.kind is not Kind.LIVE:
            self._take("bad limits and offsets are refused", self._bad_numbers())
            self._take("other projects are refused", self._other_projects())
        if self.scope.wrong_credentials:
            self._take("wrong credentials are refused", self._wrong_credentials())
        elif self.scope.kind is not Kind.LIVE:
            self.remarks.append("whether wrong credentials are refused; WRONG_CREDENTIALS=1 does")
        self._take("the lists are as before, or have moved on", [self._twice])
        self._take("all that is documented was met", [self._coverage])

    @property
    def can_go_on(self) -> bool:
        """Whether there was anything to look at."""
        return any(whole.rows for whole in self.witness.lists.values())

    def _take(self, name: str, questions: Iterable[Callable[[], object]]) -> None:
        if len(self.findings) >= self.scope.most_findings:
            return
        found = self.steps[name] = []
        for question in questions:
            try:
                question()
            except Broken as broken:
                finding = Finding(broken.rule, self._operation(), broken.message, self.ask.last)
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

    def _check(self, answer: Answer) -> Answer:
        self._reader.check(answer)
        self.witness.check(answer)
        return answer

    # --- what must be answered ---

    def _sizes(self) -> None:
        sizes = {operation: whole.total for operation, whole in self.witness.lists.items()}
        require(any(sizes.values()), "nothing to see", "both lists are empty; start some tasks, or seed the stand-in")
        for operation, size in sizes.items():
            message = f"{operation} has {size} of the {FEWEST} tasks that a page with an inside needs"
            require(size >= FEWEST or self.scope.kind is Kind.LIVE, "nothing to see", f"{message}; seed the stand-in")
            if size < FEWEST:
                self.remarks.append(f"{message}: its paging was hardly tested")

    def _pages(self, operation: str) -> Iterator[Callable[[], object]]:
        total = self.witness.lists[operation].total
        places = dict.fromkeys((None, 1, 0, 2, total // 2, total - 1, total, total + 1, 100_000))
        sizes = dict.fromkeys((None, 1, 2, 3, 7, total - 1, total, total + 1, 1000))
        asked = 0
        for turn in range(len(sizes)):  # diagonally, so that few pages also have many limits and offsets
            for number, offset in enumerate(places):
                limit = list(sizes)[(number + turn) % len(sizes)]
                if (
                    asked < self.scope.pages
                    and (limit is None or 1 <= limit <= 1000)
                    and (offset is None or offset >= 0)
                ):
                    asked += 1
                    yield partial(self._good_page, operation, limit, offset)

    def _good_page(self, operation: str, limit: int | None, offset: int | None) -> None:
        answer = self._check(self.ask(operation, limit=limit, offset=offset))
        require(answer.status == 200, "answered", f"{answer.status} to a good request")

    def _tasks(self) -> Iterator[Callable[[], object]]:
        for operation in LISTS:
            rows = self.witness.lists[operation].rows[: self.scope.sample]
            yield from (partial(self._listed, row["task_id"]) for row in rows)
        yield from (partial(self._listed, task_id) for task_id in self.target.task_ids)
        yield self._some_shown

    def _listed(self, task_id: str) -> None:
        answer = self._check(self.ask(SHOW, task_id=task_id))
        require(answer.status in (200, 400), "answered", f"{answer.status} to a good request")

    def _some_shown(self) -> None:
        for operation in LISTS:
            rows = self.witness.lists[operation].rows
            shown = [row for row in rows if row["task_id"] in self.witness.shown]
            possible = operation == RUNNING or self.scope.kind is not Kind.LIVE
            require(shown or not rows or not possible, "show and list", f"no task of {operation} can be asked for")

    def _unknown_ids(self) -> Iterator[Callable[[], object]]:
        known = [str(row["task_id"]) for whole in self.witness.lists.values() for row in whole.rows]
        first = known[0]
        near = [first[:-1], first + "0", first[::-1], first + "%00"] if self.scope.kind is not Kind.LIVE else []
        for task_id in [UNKNOWN, *near, *self.target.foreign_ids]:
            if task_id and task_id not in known:
                yield partial(self._unknown, task_id)

    def _unknown(self, task_id: str) -> None:
        answer = self._check(self.ask(SHOW, task_id=task_id))
        if self.scope.kind is Kind.LIVE:
            require(400 <= answer.status < 500, "unknown task", f"{answer.status} to a task ID that is not known")
        else:
            self._refused(answer, 400, "KPS.0001", "a task ID that is not known")

    # --- what must be refused ---

    def _bad_numbers(self) -> Iterator[Callable[[], object]]:
        values = [("limit", value) for value in BAD_LIMITS] + [("offset", value) for value in BAD_OFFSETS]
        if self.scope.kind is Kind.MOCK:
            values += BAD_FOR_THE_MOCK
        for operation in LISTS:
            yield from (partial(self._bad_number, operation, name, value) for name, value in values)

    def _bad_number(self, operation: str, name: str, value: str) -> None:
        path = paths()[operation].format(project_id=self.target.project_id)
        answer = self._check(self.ask.get(f"{path}?{name}={value}"))
        self._refused(answer, 400, "KPS.0002", f"{name}={value}")

    def _other_projects(self) -> Iterator[Callable[[], object]]:
        own = self.target.project_id
        others = [own[1:] + own[:1], own[::-1], own.upper(), own[:-1], own + "0"]
        for path in paths().values():
            for other in dict.fromkeys(others):
                if other != own:
                    yield partial(self._other_project, path, other)

    def _other_project(self, path: str, other: str) -> None:
        answer = self._check(self.ask.get(path.format(project_id=other, task_id=self._some_id())))
        require(answer.status in (401, 403), "own project", f"{answer.status} to another project instead of 403")

    def _wrong_credentials(self) -> Iterator[Callable[[], object]]:
        token = self.target.token
        wrong = [token + "x", token[:-1], token.swapcase(), token[1:], "", "wrong", token + " " + token]
        others = [{}, {"X-Auth-Tokens": token}, {"Authorization": token}, {"Authorization": f"Bearer {token}"}]
        for path in paths().values():
            for headers in [*({"X-Auth-Token": value} for value in dict.fromkeys(wrong) if value != token), *others]:
                yield partial(self._wrong_credential, path, headers)

    def _wrong_credential(self, path: str, headers: dict[str, str]) -> None:
        filled = path.format(project_id=self.target.project_id, task_id=self._some_id())
        answer = self._check(self.ask.get(filled, headers))
        said = next(iter(headers), "no credential")
        require(answer.status == 401, "credentials", f"{answer.status} instead of 401 to a wrong {said}")

    def _coverage(self) -> None:
        check_statuses(self.witness, self.scope.kind, wrong_credentials=self.scope.wrong_credentials)
        check_insides(self.witness)

    @staticmethod
    def _refused(answer: Answer, status: int, code: str, why: str) -> None:
        found = answer.body.get("error_code") if isinstance(answer.body, dict) else None
        require(answer.status == status, "refusal", f"{answer.status} instead of {status} to {why}")
        require(found == code, "refusal", f"{found} instead of {code} to {why}")

    def _some_id(self) -> str:
        rows = [row for whole in self.witness.lists.values() for row in whole.rows]
        return quote(str(rows[0]["task_id"]), safe="")

    def _twice(self) -> None:
        for _ in range(2):
            self.witness.look()


def survey(target: Target, scope: Scope) -> Survey:
    """Ask everything that the scope allows, and return what came of it."""
    with Asker(target, scope.slowest) as ask:
        done = Survey(target, scope, ask)
        done.run()
        return done
