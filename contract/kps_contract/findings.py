"""What a survey is to ask, and what it finds."""

from __future__ import annotations

from attrs import frozen

from .description import Kind

ABOUT_THE_WHOLE = ("nothing to see", "documented status seen", "inside seen")  # rules that no single request breaks


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

    def __str__(self) -> str:
        about = f"{self.rule}, {self.operation}" if self.operation else self.rule
        return f"{about}: {self.message}"


@frozen
class Scope:
    """How much is asked.

    Attributes:
        kind: What the target is.
        wrong_credentials: Whether credentials may be sent that are not good.
        sample: Tasks of each list that are asked for one by one.
        pages: Pages of each list that are asked for.
        most_findings: After how many it gives up.
        slowest: Seconds that a response may take.
    """

    kind: Kind
    wrong_credentials: bool
    sample: int = 50
    pages: int = 80
    most_findings: int = 20
    slowest: float = 3.0
