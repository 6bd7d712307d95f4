"""All that came of a run, and the reports of it."""

from __future__ import annotations

from attrs import frozen

from ..description import Kind
from ..findings import Finding
from ..survey import Survey
from ..tool import ToolRun

RANDOM = "random requests by schemathesis"


@frozen
class Outcome:
    """All that came of a run.

    Attributes:
        kind: What the target is.
        where: Its address.
        survey: The fixed questions.
        tool: The random ones; None if they were not asked.
        new: Findings that are not known, one for each fault.
        known: Findings that are.
        trouble: What makes the run count for nothing.
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
        """Whether nothing new is wrong and the run proves it."""
        return not self.new and not self.trouble

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self.survey.ask.sent + self.survey.past_the_gate.total() + (self.tool.cases if self.tool else 0)
