"""The report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from ..findings import Finding, counted
from .documented import place_of
from .outcome import RANDOM, Outcome

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; }
h1 span { color: #fff; border-radius: .3rem; padding: .1rem .6rem; }
.passed { background: #1a7f37; }
.failed { background: #b42318; }
table { border-collapse: collapse; }
td, th { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #ddd; }
article { border-left: .25rem solid #b42318; padding-left: 1rem; margin: 1.5rem 0; }
pre { background: #f4f4f4; padding: .6rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #e8e8e8; } pre { background: #262626; } }
"""


def write_page(path: Path, outcome: Outcome) -> None:
    """Write the page."""
    path.write_text("".join(_page(outcome)), encoding="utf-8")


def _page(outcome: Outcome) -> Iterator[str]:
    word = "passed" if outcome.passed else "failed"
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Contract: {word}</title>'
    yield f"<style>{_STYLE}</style>"
    yield f'<h1>Contract <span class="{word}">{word}</span></h1><p>{escape(outcome.where)} ({outcome.kind}), '
    yield f"{counted(outcome.requests, 'request')} in {outcome.seconds:.0f} s.</p>"
    for finding in outcome.new:
        yield from _finding(finding)
    for title, texts in (
        ("Why the run proves nothing", outcome.trouble),
        ("Known differences, met again", [str(finding) for finding in outcome.known]),
        ("Not tested", list(dict.fromkeys(outcome.survey.remarks))),
    ):
        if texts:
            yield f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
    yield "<h2>Questions</h2><table><tr><th>Question<th>Findings<th>Seconds</tr>"
    for name, findings in outcome.survey.steps.items():
        yield f"<tr><td>{escape(name)}<td>{len(findings)}<td>{outcome.survey.seconds.get(name, 0):.1f}</tr>"
    if outcome.tool:
        found = len(outcome.tool.findings)
        yield f"<tr><td>{RANDOM} ({outcome.tool.cases})<td>{found}<td>{outcome.tool.seconds:.1f}</tr>"
    yield "</table></html>\n"


def _finding(finding: Finding) -> Iterator[str]:
    operations = ", ".join(filter(None, (finding.operation, *finding.also)))
    yield f"<article><h2>{escape(finding.rule)}</h2><p>{escape(operations)}</p><p>{escape(finding.message)}</p>"
    if place_of(finding):
        yield f"<p><small>Documented in {escape(place_of(finding))}.</small></p>"
    for one in finding.shows:
        yield f"<p><small>Entry {one.entry} of the recording:</small></p>" if one.entry else ""
        yield f"<pre>{escape(one.curl)}</pre>"
        if one.status:
            yield f"<pre>{one.status} {escape(one.excerpt)}</pre>"
    yield "</article>"
