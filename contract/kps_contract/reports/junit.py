"""The JUnit report: the steps of the survey, with their times, beside what schemathesis reports."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from ..findings import Finding
from .outcome import Outcome

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, outcome: Outcome, tool_report: Path) -> None:
    """Write the report of a run."""
    root = ET.Element("testsuites", time=f"{outcome.seconds:.3f}")
    steps = outcome.survey.steps
    spent = sum(outcome.survey.seconds.values())
    suite = ET.SubElement(root, "testsuite", name="survey", errors="0", skipped="0", time=f"{spent:.3f}")
    failures = 0
    new = {finding.fault for finding in outcome.new}
    for name, findings in steps.items():
        seconds = outcome.survey.seconds.get(name, 0.0)
        case = ET.SubElement(suite, "testcase", classname="survey", name=name, time=f"{seconds:.3f}")
        broken = [finding for finding in findings if finding.fault in new]
        failures += bool(broken)
        for finding in broken:
            message = _NOT_XML.sub("?", f"{finding.rule}: {finding.message}")
            failure = ET.SubElement(case, "failure", type=finding.rule, message=message)
            failure.text = _NOT_XML.sub("?", _text(finding))
    suite.set("tests", str(len(steps)))
    suite.set("failures", str(failures))
    if tool_report.exists() and outcome.tool:
        for other in ET.parse(tool_report).getroot():
            root.append(other)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(part.get(name, "0")) for part in root)))
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _text(finding: Finding) -> str:
    shown = [f"{one.curl}\n{one.status} {one.excerpt}" for one in finding.shows] or [finding.curl]
    return "\n\n".join([f"{finding.operation}\n{finding.message}", *shown])
