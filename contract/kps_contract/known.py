"""Known and accepted differences: a run against a real service reports them, and does not fail because of them."""

from __future__ import annotations

from pathlib import Path

import yaml

from .findings import Finding


def load_known(path: Path) -> list[dict[str, str]]:
    """Read the file of known differences; a missing file has none."""
    if not path.exists():
        return []
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (ValueError, yaml.YAMLError) as error:
        raise SystemExit(f"contract: {path}: {' '.join(str(error).split())}") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and "rule" in entry for entry in entries):
        raise SystemExit(f"contract: {path}: must be a list, and each entry needs a rule")
    return entries


def is_known(finding: Finding, entries: list[dict[str, str]]) -> bool:
    """Whether an entry matches: its rule, and the operation and part of the message if it has them."""
    return any(
        entry["rule"] == finding.rule
        and entry.get("operation", finding.operation) == finding.operation
        and str(entry.get("says", "")) in finding.message
        for entry in entries
    )


def save_known(path: Path, entries: list[dict[str, str]], findings: list[Finding]) -> None:
    """Add findings to the file, for a person to review."""
    added = [
        {"rule": finding.rule, "operation": finding.operation, "says": finding.message, "why": "to be reviewed"}
        for finding in findings
        if not is_known(finding, entries)
    ]
    text = yaml.safe_dump([*entries, *added], sort_keys=False, allow_unicode=True, width=120)
    path.write_text(text, encoding="utf-8")
