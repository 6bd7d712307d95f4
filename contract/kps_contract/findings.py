"""The scope of a survey, and its findings."""

from __future__ import annotations

import re

from attrs import evolve, field, frozen

from .description import Kind
from .relations.response import Broken, Response

ABOUT_THE_WHOLE = ("nothing to see", "documented status seen", "inside seen")  # rules that no single request can break
ABOUT_PAGES = ("pages", "page length")
EXCERPT = 400  # characters of a response that a report shows
_PARTICULAR = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|\d+|'[^']*'|List\w+Task")


def counted(number: int, what: str) -> str:
    """Write a number of things, with one of them in the singular."""
    return f"{number} {what}{'' if number == 1 else 's'}"


@frozen
class Evidence:
    """One request and its outcome.

    Attributes:
        curl: The request.
        status: The status received; 0 if none was.
        excerpt: The beginning of the body.
        entry: Number of the entry in the HAR file; 0 if it is in none.
    """

    curl: str
    status: int = 0
    excerpt: str = field(default="", repr=False)
    entry: int = 0


def evidence(response: Response) -> Evidence:
    """Return the evidence that a report shows of a response."""
    excerpt = response.content[:EXCERPT].decode("utf-8", "replace")
    return Evidence(response.curl, response.status, excerpt, response.entry)


@frozen
class Finding:
    """Something that is wrong.

    Attributes:
        rule: Short name of the rule that is broken.
        operation: Operation that it is about, as `GET /path`; empty if it is about the whole run.
        message: What is wrong.
        curl: The request that shows it.
        shows: The requests and responses that show it, if there are several or their content is known.
        also: Other operations with the same finding.
    """

    rule: str
    operation: str
    message: str
    curl: str = ""
    shows: tuple[Evidence, ...] = ()
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = ", ".join(filter(None, (self.rule, self.operation, *self.also)))
        return f"{about}: {self.message}"

    @property
    def fault(self) -> tuple[str, str]:
        """What findings of the same fault have in common; a paging fault usually breaks both rules about pages."""
        if self.rule in ABOUT_PAGES:
            return ABOUT_PAGES[0], ""
        return self.rule, _PARTICULAR.sub("", self.message)


def finding_of(broken: Broken, operation: str, last: Response | None, secret: str) -> Finding:
    """Create a finding from a broken rule, with the secret removed."""
    about_all = broken.rule in ABOUT_THE_WHOLE
    responses = broken.responses or ((last,) if last and not about_all else ())
    shows = [evidence(response) for response in responses]
    if len(secret) > 7:
        shows = [evolve(one, excerpt=one.excerpt.replace(secret, "[token]")) for one in shows]
    message = broken.message.replace(secret, "[token]") if len(secret) > 7 else broken.message
    curl = shows[-1].curl if shows else ""
    return Finding(broken.rule, "" if about_all else operation, message, curl, tuple(shows))


def merged(findings: list[Finding]) -> list[Finding]:
    """Return one finding per fault, with all operations that have it."""
    by_fault: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first = by_fault.setdefault(finding.fault, finding)
        known = (first.operation, *first.also)
        if finding.operation not in known:
            by_fault[finding.fault] = evolve(first, also=(*first.also, finding.operation))
    return list(by_fault.values())


@frozen
class Scope:
    """How much to test.

    Attributes:
        kind: What the target is.
        wrong_credentials: Whether invalid credentials may be sent.
        sample: Tasks of each list that are requested one by one.
        pages: Pages of each list that are requested.
        most_findings: Number of findings after which it gives up.
        slowest: Seconds that a response may take.
        side_by_side: Requests at a time.
        watch: Seconds for which tasks are watched, all in all.
        patient: Whether they are watched that long even if none of them moves.
        allow: Open questions that the target may answer in its own way, as `--allow` names them.
        only: The steps to take, by a part of their names; empty for all.
        other_methods: Whether other methods than GET may be sent, past the gate.
        ends_at: Moment of `time.monotonic` at which no more is asked.
    """

    kind: Kind
    wrong_credentials: bool
    sample: int = 50
    pages: int = 80
    most_findings: int = 20
    slowest: float = 3.0
    side_by_side: int = 1
    watch: float = 0.0
    patient: bool = False
    allow: frozenset[str] = frozenset()
    only: str = ""
    other_methods: bool = False
    ends_at: float = float("inf")
