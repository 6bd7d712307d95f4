"""Annotations for GitHub Actions: lines that its runner recognises in the output of a step."""

from __future__ import annotations

import os

from .outcome import Outcome

MOST = 10  # per step; GitHub shows no more


def error_lines(outcome: Outcome) -> list[str]:
    """Return the annotations in a workflow; none elsewhere."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return []
    found = [(f"Contract: {finding.rule}", str(finding)) for finding in outcome.new]
    found += [("Contract", text) for text in outcome.trouble]
    return [f"::error title={_escaped(title, ',:')}::{_escaped(text)}" for title, text in found[:MOST]]


def _escaped(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
