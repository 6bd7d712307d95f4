"""A hook of the site generator: tables of guides fit their page, and a phone shows rows of wide ones as cards."""

from __future__ import annotations

import re
from itertools import cycle
from typing import Any

TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
CELL = re.compile(r"<td\b([^>]*)>(.*?)</td>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
LONG_NAME = re.compile(r'<code(?: class="whole")?>([^<\s]{20,})</code>')
SIGN = re.compile(r"(?<=[_/=.])(?=[^_/=.])")
MOST_COLUMNS = 2  # that fit on a phone


def on_page_content(html: str, **_: Any) -> str:
    """Change all tables that come from Markdown."""
    return TABLE.sub(lambda table: _labelled(LONG_NAME.sub(_breakable, table[0])), html)


def _breakable(name: re.Match[str]) -> str:
    """Allow line breaks in a name that is wider than its cell, but only after a sign."""
    return f'<code class="parts">{SIGN.sub("<wbr>", name[1])}</code>'


def _labelled(table: str) -> str:
    """Give each cell the heading of its column, and an element for its content, for the style sheet."""
    headings = [TAG.sub("", heading) for heading in HEAD.findall(table)]
    if len(headings) <= MOST_COLUMNS:
        return table
    labels = cycle(headings)
    return CELL.sub(lambda cell: f'<td data-label="{next(labels)}"{cell[1]}><div>{cell[2]}</div></td>', table)
