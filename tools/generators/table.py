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
        "head": ["Generator", "Option", "Why", "Generates", "Compiles", "Unknown state", "Null", "Missing", "Extra"],
        "cells": {True: "✓", False: "no", None: "-"},
        "nullable": "the nullable variant",
        "when": "Measured on {}.",
    },
    "zh": {
        "head": ["生成器", "要给的选项", "原因", "可生成", "可编译", "未知状态", "null", "缺字段", "多字段"],
        "cells": {True: "✓", False: "否", None: "-"},
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
    rows = [words["head"], ["---"] * 3 + [":-:"] * len(COLUMNS)]
    for name, tool in tools.items():
        said = [f"`{option}`" for option in tool.get("options", [])]
        if tool.get("spec") == "nullable":
            said.append(words["nullable"])
        marks = [words["cells"][measured[name].get(column)] for column in COLUMNS]
        title = f"[{tool.get('title', name)}]({tool['home']}) {tool['version']}"
        rows.append([title, ", ".join(said) or "-", tool["why"][language], *marks])
    return "\n".join([words["when"].format(date), "", *(f"| {' | '.join(row)} |" for row in rows)])
