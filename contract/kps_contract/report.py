"""What a run leaves behind: a JUnit report for machines, and a summary in Markdown for people."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from attrs import frozen

from .description import Kind
from .findings import Finding
from .survey import Survey
from .tool import ToolRun


@frozen
class Outcome:
    """All that came of a run.

    Attributes:
        kind: What the target is.
        where: Its address.
        survey: The fixed questions.
        tool: The random ones; None if they were not asked.
        new: Findings that are not known.
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


def write_junit(path: Path, outcome: Outcome, tool_report: Path) -> None:
    """Put the steps of the survey beside what schemathesis reports."""
    root = ET.Element("testsuites")
    tests = str(len(outcome.survey.steps))
    suite = ET.SubElement(root, "testsuite", name="survey", tests=tests, errors="0", skipped="0")
    failures = 0
    for name, findings in outcome.survey.steps.items():
        case = ET.SubElement(suite, "testcase", classname="survey", name=name)
        new = [finding for finding in findings if finding in outcome.new]
        failures += bool(new)
        for finding in new:
            failure = ET.SubElement(case, "failure", type="failure", message=f"{finding.rule}: {finding.message}")
            failure.text = f"{finding.operation}\n{finding.message}\n\n{finding.curl}"
    suite.set("failures", str(failures))
    if tool_report.exists():
        for other in ET.parse(tool_report).getroot():
            root.append(other)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(part.get(name, "0")) for part in root)))
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def write_summary(path: Path, outcome: Outcome) -> None:
    """Write the summary that a person reads first."""
    path.write_text("\n".join(_summary(outcome)) + "\n", encoding="utf-8")


def _summary(outcome: Outcome) -> list[str]:
    asked = outcome.survey.ask.sent + (outcome.tool.cases if outcome.tool else 0)
    lines = [
        f"# Contract: {'passed' if outcome.passed else 'FAILED'}",
        "",
        f"{outcome.where} ({outcome.kind}), {asked} requests in {outcome.seconds:.0f} s.",
        "",
        "| Question | Findings |",
        "|---|---|",
        *(f"| {name} | {len(findings) or 'none'} |" for name, findings in outcome.survey.steps.items()),
    ]
    if outcome.tool:
        found = len(outcome.tool.findings) or "none"
        lines.append(f"| random requests of schemathesis ({outcome.tool.cases}) | {found} |")
    for title, findings in (("New findings", outcome.new), ("Known differences, met again", outcome.known)):
        if findings:
            lines += ["", f"## {title}"]
            lines += [line for finding in findings for line in _finding(finding)]
    for title, texts in (("Why the run counts for nothing", outcome.trouble), ("Not tested", outcome.survey.remarks)):
        if texts:
            lines += ["", f"## {title}", "", *(f"- {text}" for text in texts)]
    return lines


def _finding(finding: Finding) -> list[str]:
    where = f", {finding.operation}" if finding.operation else ""
    shown = ["", "```sh", finding.curl, "```"] if finding.curl else []
    return ["", f"**{finding.rule}**{where}: {finding.message}", *shown]
