"""The summary, which people read first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..findings import Finding, counted
from .documented import fault_code, place_of
from .outcome import RANDOM, Outcome


def write_summary(path: Path, outcome: Outcome) -> None:
    """Write the summary as Markdown."""
    path.write_text("\n".join(_summary(outcome)) + "\n", encoding="utf-8")


def _summary(outcome: Outcome) -> list[str]:
    lines = [
        f"# Contract: {'passed' if outcome.passed else 'FAILED'}",
        "",
        f"{outcome.where} ({outcome.kind}), {counted(outcome.requests, 'request')} in {outcome.seconds:.0f} s.",
        "",
        "| Question | Findings | Seconds |",
        "|---|---|---|",
        *(
            f"| {name} | {len(findings) or 'none'} | {outcome.survey.seconds.get(name, 0):.1f} |"
            for name, findings in outcome.survey.steps.items()
        ),
    ]
    if outcome.tool:
        found = len(outcome.tool.findings) or "none"
        lines.append(f"| {RANDOM} ({outcome.tool.cases}) | {found} | {outcome.tool.seconds:.1f} |")
    for title, findings in (("New findings", outcome.new), ("Known differences, met again", outcome.known)):
        if findings:
            lines += ["", f"## {title}"]
            lines += [line for finding in findings for line in _finding(finding)]
    for title, texts in (("Why the run proves nothing", outcome.trouble), ("Not tested", outcome.survey.remarks)):
        if texts:
            lines += ["", f"## {title}", "", *(f"- {text}" for text in dict.fromkeys(texts))]
    return lines


def _finding(finding: Finding) -> Iterator[str]:
    where = "".join(f", {operation}" for operation in (finding.operation, *finding.also) if operation)
    yield from ("", f"**{finding.rule}**{where}: {finding.message}")
    code = fault_code(finding)
    told = [f"Documented in {place_of(finding)}." if place_of(finding) else "", f"WFC fault {code}." if code else ""]
    if any(told):
        yield from ("", " ".join(filter(None, told)))
    for one in finding.shows:
        yield from ("", f"Entry {one.entry} of the recording:") if one.entry else ()
        yield from ("", "```sh", one.curl, "```")
        if one.status:
            fence = "~~~~" if "```" in one.excerpt else "```"
            yield from ("", f"{fence}text", f"{one.status} {one.excerpt}".strip(), fence)
    if finding.curl and not finding.shows:
        yield from ("", "```sh", finding.curl, "```")
