"""Reads a saved page of the vendor's documentation: plain text, flattened tables, or GitHub Markdown.

All three become lines of one token or one sentence each. A function for each kind of fact then returns it as stored in
the files in pages/, so both can simply be compared.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

ROW_NAME = re.compile(r"[a-z]+(_[a-z]+)*|X(-[A-Z][a-z]+)+")
ROW_TYPE = re.compile(r"String|Integer|Array of \w+ objects")
MANDATORY = {"Yes": True, "是": True, "No": False, "否": False}
TABLE_START = ("Parameter", "参数")
TABLE_END = re.compile(r"(Parameter|参数|Table \d|表 ?\d|Status code|状态码|Request |请求|Response |响应|Example )")
STATUS_HEADING = re.compile(r"(?:Status code|状态码): *(\d{3})")
VALUE = re.compile(r"\b(?:[A-Z]+(?:_[A-Z]+)+|READY|RUNNING|FAILED|SUCCESS)\b", re.ASCII)

# The SDK samples are programs; their tables and examples are not the API's.
SAMPLES = re.compile(r"^SDK(?: Sample Code|代码示例)\n(.*?)^(?:Status Codes|状态码)\n", re.DOTALL | re.MULTILINE)

# The words in a value's line that name the operation and the phase. "Preparing for resetting the key pair" has the
# words of two phases; the first match counts.
OPERATIONS = {"reset": "reset|重置", "replace": "replac|替换", "unbind": "unbind|解绑"}
PHASES = {"ready": "preparing|准备", "failed": "failed|失败", "succeeded": "succeeded|成功", "running": "ing the |正在"}


class Row(NamedTuple):
    """One row of a table: its columns, and the lines of its description."""

    name: str
    columns: list[str]
    description: list[str]

    def fact(self) -> dict[str, Any]:
        """What the row states about a parameter or a field, except its values."""
        text = " ".join(self.description)
        fact: dict[str, Any] = {"type": self.columns[-1]}
        if len(self.columns) > 1:
            fact["mandatory"] = MANDATORY[self.columns[0]]
        if default := re.search(r"(?:Default value: |默认值)(\d+)", text):
            fact["default"] = int(default[1])
        if header := re.search(r"X-[A-Za-z-]+", text):
            fact["taken_from"] = header[0]
        return fact

    def values(self) -> list[dict[str, str]]:
        """The values listed in the description, in order, each with the words after it."""
        text = " ".join(self.description)
        starts = [*(match.start() for match in VALUE.finditer(text)), len(text)]
        return [value_fact(text[start:end]) for start, end in pairwise(starts)]


def value_fact(text: str) -> dict[str, str]:
    """What *text*, a value and the words after it, states about the value."""
    value = VALUE.findall(text)[0]
    meaning = text.removeprefix(value)
    fact = {"value": value}
    for kind, words in (("operation", OPERATIONS), ("phase", PHASES)):
        found = [word for word, pattern in words.items() if re.search(pattern, meaning, re.IGNORECASE)]
        if found:
            fact[kind] = found[0]
    return fact | {"meaning": meaning.strip(" :-.")}


class VendorPage:
    """One page: its text without the SDK samples as lines, and the samples unchanged."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        samples = SAMPLES.search(text)
        self.samples = samples[1] if samples else ""
        self.markup = text.replace(self.samples, "")
        plain = re.sub(r"<[^>]+>|\|", "\n", self.markup).replace("**", "").replace("\N{FULLWIDTH COLON}", ":")
        plain = re.sub(r"\\([_{}])", r"\1", plain)
        tidied = (line.strip(" \t#•") for line in plain.splitlines())
        self.lines = [line for line in tidied if line.strip("-")]
        self.text = "\n".join(self.lines)

    def found(self, pattern: str) -> list[Any]:
        """Every match of *pattern* on the page without its SDK samples, in order."""
        return re.findall(pattern, self.text, re.ASCII)

    def tables(self) -> list[list[Row]]:
        """The tables of parameters and fields, in order, without the table of status codes."""
        tables: list[list[Row]] = []
        for at, line in enumerate(self.lines):
            if line in TABLE_START:
                tables.append([])
            elif columns := self.columns_after(at):
                tables[-1].append(Row(line, columns, self.description_from(at + 1 + len(columns))))
        return tables

    def columns_after(self, at: int) -> list[str]:
        """Mandatory and type, or only the type, if the row of a table starts at line *at*; otherwise nothing."""
        if not ROW_NAME.fullmatch(self.lines[at]):
            return []
        columns = self.lines[at + 1 : at + 3] or [""]
        if columns[0] not in MANDATORY:
            columns = columns[:1]
        return columns if ROW_TYPE.fullmatch(columns[-1]) else []

    def description_from(self, at: int) -> list[str]:
        """The lines from *at* to the next row, or to the end of the table."""
        end = at
        while end < len(self.lines) and not TABLE_END.match(self.lines[end]) and not self.columns_after(end):
            end += 1
        return self.lines[at:end]

    def statuses(self) -> list[str]:
        """The statuses of all headings, then those of the table of status codes."""
        headings = [match[1] for line in self.lines if (match := STATUS_HEADING.fullmatch(line))]
        return headings + [line for line in self.lines if re.fullmatch(r"\d{3}", line)]

    def examples(self) -> list[tuple[str, Any]]:
        """Every JSON object on the page, and the status in the heading above it."""
        examples = []
        at = self.text.find("{")
        while at >= 0:
            try:
                value, at = json.JSONDecoder().raw_decode(self.text, at)
            except json.JSONDecodeError:
                at += 1  # the brace of a path parameter
            else:
                examples.append((STATUS_HEADING.findall(self.text, 0, at)[-1], value))
            at = self.text.find("{", at)
        return examples

    def sdk(self) -> dict[str, Any]:
        """Names in the SDK samples: classes, the method in each language, and the Go type of each query parameter."""
        facts: dict[str, Any] = {}
        for kind in ("request", "response"):
            if names := set(re.findall(rf"\bList\w+{kind.title()}\b", self.samples)):
                facts[kind] = ", ".join(sorted(names))
        if methods := re.findall(r"client\.(\w+)\(request\)", self.samples):
            facts["methods"] = methods
        if numbers := re.findall(r":= (\w+)\(<(\w+)>\)", self.samples):
            facts["parameters"] = {name: number for number, name in numbers}
        return facts
