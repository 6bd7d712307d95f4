"""schemathesis as used here: its configuration, its process, and its reports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from attrs import evolve, frozen

from .description import SETTINGS, Kind
from .exchange import Target
from .findings import Finding, counted
from .questions import UNKNOWN
from .spec import Spec, to_yaml

UNKNOWN_TASKS = ("validation_mismatch", "missing_test_data")  # warnings: most task IDs that it invents get 400 or 404
SAMPLE = 100  # task IDs that random requests draw from
REJECTED, UNDOCUMENTED = "ST202", "ST103"  # an undocumented status always rejects the request
# Our names of its checks, if the survey has the same rule.
RULES = {
    "ST101": "documented status",
    UNDOCUMENTED: "documented status",
    **dict.fromkeys(("ST104", "ST105", "ST106"), "content type"),
    "ST107": "header",
    "ST108": "header",
    "ST109": "schema",
    "ST110": "body",
    "ST111": "schema",
    "ST112": "in time",
    "ST201": "refusal",
    REJECTED: "answered",
    "ST203": "credentials",
    "ST204": "other method",
    "ST205": "other method",
    "ST401": "credentials",
}
_TITLE = re.compile(r"^- (ST\d+) (.*)$", re.MULTILINE)
_CURL = re.compile(r"^\s+(curl .*)$", re.MULTILINE)


@frozen
class ToolRun:
    """The result of a run of the tool.

    Attributes:
        findings: What it found wrong.
        trouble: Why its result proves nothing, such as a warning or an interrupted run.
        cases: Number of requests that it generated.
        seconds: How long it took.
    """

    findings: list[Finding]
    trouble: list[str]
    cases: int
    seconds: float = 0.0


def configuration(kind: Kind, project_id: str, task_ids: list[str]) -> str:
    """Return the configuration of the run: the file for its kind, and the values known only now."""
    base = (SETTINGS / ("mock.toml" if kind is Kind.MOCK else "live.toml")).read_text("utf-8")
    values = {"task-ids": [*task_ids[:SAMPLE], UNKNOWN], "project-ids": [project_id]}
    dictionaries = "".join(f"\n[dictionaries.{name}]\nvalues = {json.dumps(found)}\n" for name, found in values.items())
    return f'hooks = "kps_contract.checks"\n{base}{dictionaries}'


def run_tool(
    target: Target,
    spec_of_target: Spec,
    kind: Kind,
    task_ids: list[str],
    output: Path,
    options: list[str],
    seconds: float,
) -> ToolRun:
    """Run schemathesis on the target; end it in any case, after *seconds* at the latest.

    Its own output goes to a file, `schemathesis.log`.
    """
    started = time.monotonic()
    config, spec = output / "schemathesis.toml", output / "openapi.yaml"
    junit, report = output / "schemathesis.xml", output / "schemathesis.json"
    config.write_text(configuration(kind, target.project_id, task_ids), encoding="utf-8")
    spec.write_text(to_yaml(spec_of_target.document), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(spec)),
        *("--url", target.endpoint, "--report", "junit,json"),
        *("--report-junit-path", str(junit), "--report-json-path", str(report), *options),
    ]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KPS_", "SCHEMATHESIS_"))}
    of_the_run = {
        "KPS_ENDPOINT": target.endpoint,
        "KPS_TOKEN": target.token,
        "KPS_PROJECT_ID": target.project_id,
        "KPS_KIND": kind,
    }
    only_here = {"NO_PROXY": "*", "no_proxy": "*", "NETRC": os.devnull}  # the tool connects only to this machine
    environment = inherited | of_the_run | only_here
    with (
        (output / "schemathesis.log").open("wb") as log,
        subprocess.Popen(command, cwd=output, env=environment, stdout=log, stderr=subprocess.STDOUT) as child,
    ):
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired:
            return ToolRun([], [f"the time limit was reached after {seconds:.0f} s"], 0)
        finally:
            child.terminate()
    if junit.exists():
        found = junit.read_text(encoding="utf-8")
        junit.write_text(found.replace(target.endpoint, target.shown), encoding="utf-8")
    return evolve(_read(junit, report, code), seconds=time.monotonic() - started)


def _read(junit: Path, report: Path, code: int) -> ToolRun:
    if not (junit.exists() and report.exists()):
        return ToolRun([], [f"schemathesis wrote no report and exited with {code}"], 0)
    try:
        summary = json.loads(report.read_text(encoding="utf-8"))
        findings = list(_findings(junit))
    except (ValueError, ET.ParseError) as error:
        return ToolRun([], [f"the report of schemathesis cannot be read: {error}"], 0)
    trouble = [f"schemathesis: {_said(error)}" for error in summary["errors"]]
    trouble += [
        f"warning {name}: {json.dumps(told)[:300]}"
        for name, told in summary["warnings"].items()
        if told and name not in UNKNOWN_TASKS
    ]
    if not summary["complete"]:
        trouble.append("the schemathesis run was interrupted")
    if code and not findings and not trouble:
        trouble.append(f"schemathesis exited with {code}")
    return ToolRun(findings, trouble, summary["test_cases"]["generated"])


def _said(error: dict[str, Any]) -> str:
    if error.keys() == {"title", "count"}:
        return f"{error['title']}, {counted(error['count'], 'time')}"
    return json.dumps(error)[:300]


def _findings(junit: Path) -> Iterator[Finding]:
    """Read the findings from the report, which has everything about one request in one text."""
    for case in ET.parse(junit).getroot().iter("testcase"):
        for failure in [*case.findall("failure"), *case.findall("error")]:
            text = failure.text or ""
            curl = next(iter(_CURL.findall(text)), "")
            curl = curl.replace("'X-Auth-Token: [Filtered]'", '"X-Auth-Token: $KPS_TOKEN"')
            titles = [title for title in _TITLE.finditer(text) if title[1] != REJECTED or UNDOCUMENTED not in text]
            for title in titles:
                yield _finding(title, case.get("name", ""), text, curl)
            if not titles:
                lines = text.partition("Reproduce with:")[0].splitlines()
                said = ": ".join(line.strip() for line in lines if line.strip())[:500]
                rule = "answered" if said.startswith("Network Error") else failure.get("message") or "failure"
                yield Finding(rule, case.get("name", ""), said, curl)


def _finding(title: re.Match[str], operation: str, text: str, curl: str) -> Finding:
    after = text[title.end() :].strip().splitlines()
    said = next((line.strip() for line in after if line.strip()), "")
    if title[1] == "ST901":  # our own rules have a name and a message
        rule, _, message = said.partition(": ")
        return Finding(rule, operation, message or rule, curl)
    return Finding(RULES.get(title[1], title[2].lower()), operation, f"{title[2]}: {said}", curl)
