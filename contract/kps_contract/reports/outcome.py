"""The results of a run."""

from __future__ import annotations

from attrs import frozen

from ..description import Kind
from ..findings import Finding
from ..survey import Survey
from ..tool import ToolRun

RANDOM = "random requests by schemathesis"


@frozen
class Outcome:
    """The results of a run.

    Attributes:
        kind: What the target is.
        where: Its address.
        survey: The fixed requests.
        tool: The random requests; None if none were sent.
        new: New findings, one per fault.
        known: Known findings.
        trouble: Reasons why the run proves nothing.
        seconds: How long it took.
    """

    kind: Kind
    where: str
    survey: Survey
    tool: ToolRun | None
    new: list[Finding]
    known: list[Finding]
    trouble: list[str]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether there is nothing new, and the run proves it."""
        return not self.new and not self.trouble

    @property
    def requests(self) -> int:
        """Number of requests sent."""
        return self.survey.ask.sent + self.survey.past_the_gate.total() + (self.tool.cases if self.tool else 0)
