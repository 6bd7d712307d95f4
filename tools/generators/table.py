"""The table of generators as Markdown, in the guide of each language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
BEGIN = "<!-- measured: made by `make generators-table`, not by hand -->"
END = "<!-- end of measured -->"
COLUMNS = ("generates", "compiles", "unknown", "null", "missing", "extra")
WORDS = {
    "en": {
        "head": ["Generator", "Option", "Why", "Passed"],
        "failed": "not {}",
        "columns": ["generates", "compiles", "unknown state", "null", "missing", "extra"],
        "nullable": "the nullable variant",
        "when": "Measured on {}.",
    },
    "zh": {
        "head": ["生成器", "选项", "原因", "通过"],
        "failed": "{}未通过",
        "columns": ["可生成", "可编译", "未知状态", "null", "缺字段", "多字段"],
        "nullable": "可空变体",
        "when": "测于 {}。",
    },
}


def write(tools: Mapping[str, dict[str, Any]], measured: Mapping[str, Mapping[str, bool]], date: str) -> None:
    """Write the table into both guides."""
    for language in WORDS:
        path = GUIDES / language / "generators.md"
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        path.write_text(f"{before}{BEGIN}\n{render(tools, measured, date, language)}\n{END}{after}", encoding="utf-8")


def render(
    tools: Mapping[str, dict[str, Any]], measured: Mapping[str, Mapping[str, bool]], date: str, language: str
) -> str:
    """Return the table in one language."""
    words: dict[str, Any] = WORDS[language]
    rows = [words["head"], ["---"] * 4]
    for name, tool in tools.items():
        said = [f"`{option}`" for option in tool.get("options", [])]
        if tool.get("spec") == "nullable":
            said.append(words["nullable"])
        title = f"[{tool.get('title', name)}]({tool['home']}) {tool['version']}"
        rows.append([title, ", ".join(said) or "-", tool["why"][language], _passed(measured[name], words)])
    return "\n".join([words["when"].format(date), "", *(f"| {' | '.join(row)} |" for row in rows)])


def _passed(results: Mapping[str, bool], words: Mapping[str, Any]) -> str:
    """Return how many of the checks that were tried a client passed, and the names of the others."""
    tried = {
        title: results[column] for column, title in zip(COLUMNS, words["columns"], strict=True) if column in results
    }
    failed = [title for title, good in tried.items() if not good]
    return ", ".join([f"{len(tried) - len(failed)}/{len(tried)}", *(words["failed"].format(title) for title in failed)])
