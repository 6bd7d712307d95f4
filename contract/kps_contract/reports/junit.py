"""The JUnit report: a test case for each step of the survey, and for each operation that got random requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from ..findings import Finding
from .documented import fault_code
from .outcome import Outcome

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Cases = Iterable[tuple[str, float, list[Finding]]]


def write_junit(path: Path, outcome: Outcome, tool_report: Path) -> None:
    """Write the report of a run; *tool_report* is schemathesis's own, with the times of its operations."""
    root = ET.Element("testsuites", time=f"{outcome.seconds:.3f}")
    survey = outcome.survey
    _add(
        root, "survey", ((name, survey.seconds.get(name, 0.0), found) for name, found in survey.steps.items()), outcome
    )
    if outcome.tool and tool_report.exists():
        cases = ET.parse(tool_report).getroot().iter("testcase")
        times = {case.get("name", ""): float(case.get("time", "0")) for case in cases}
        of_each = {name: [one for one in outcome.tool.findings if one.operation == name] for name in times}
        _add(root, "schemathesis", ((name, times[name], found) for name, found in of_each.items()), outcome)
    if outcome.trouble:
        why = [Finding("proves nothing", "", text) for text in outcome.trouble]
        _add(root, "run", [("the run proves something", 0.0, why)], outcome)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(part.get(name, "0")) for part in root)))
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _add(root: ET.Element, name: str, cases: Cases, outcome: Outcome) -> None:
    known = {finding.fault for finding in outcome.known}
    suite = ET.SubElement(root, "testsuite", name=name, errors="0", skipped="0")
    tests, failures, spent = 0, 0, 0.0
    for case_name, seconds, findings in cases:
        case = ET.SubElement(suite, "testcase", classname=name, name=case_name, time=f"{seconds:.3f}")
        broken = [finding for finding in findings if finding.fault not in known]
        tests, failures, spent = tests + 1, failures + bool(broken), spent + seconds
        for finding in broken:
            message = _NOT_XML.sub("?", f"{finding.rule}: {finding.message}")
            failure = ET.SubElement(case, "failure", type=finding.rule, message=message)
            failure.text = _NOT_XML.sub("?", _text(finding))
    for attribute, value in (("tests", str(tests)), ("failures", str(failures)), ("time", f"{spent:.3f}")):
        suite.set(attribute, value)


def _text(finding: Finding) -> str:
    code = fault_code(finding)
    shown = [f"{one.curl}\n{one.status} {one.excerpt}" for one in finding.shows] or [finding.curl]
    wfc = [f"WFC fault {code}"] if code else []
    return "\n\n".join(["\n".join([finding.operation, finding.message, *wfc]), *shown])
