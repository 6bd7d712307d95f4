"""The reports of a run, for people and for programs."""

from __future__ import annotations

from pathlib import Path

from .github import error_lines
from .junit import write_junit
from .markdown import write_summary
from .outcome import Outcome
from .page import write_page


def write_reports(outcome: Outcome, output: Path) -> None:
    """Write all reports into a folder; in a GitHub workflow, also annotate the findings."""
    write_junit(output / "junit.xml", outcome, output / "schemathesis.xml")
    write_summary(output / "summary.md", outcome)
    write_page(output / "report.html", outcome)
    for line in error_lines(outcome):
        print(line, flush=True)
