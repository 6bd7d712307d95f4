"""A hook of the site generator: lines do not break within a name, and Chinese has no space where a line ended."""

from __future__ import annotations

import re
from typing import Any

LONGEST = 30  # characters of a name that fit into a line on every phone
BLOCK = re.compile(r"(<(pre|script|svg)\b.*?</\2>)", re.DOTALL)
NAME = re.compile(r"<code>((?:(?!</?code>).)*)</code>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
CHINESE = r"[\u2018-\u201f\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]"
INLINE = r"</?(?:a|em|strong)\b[^>]*>"
LOOSE = re.compile(r"</code>\s+\)")  # a line would begin with the parenthesis
GAP = re.compile(rf"({CHINESE}(?:{INLINE})*)[ \n]+(?=(?:{INLINE})*{CHINESE})")


def on_page_content(html: str, config: Any, **_: Any) -> str:
    """Change the text of a page, and no code."""
    parts = BLOCK.split(html)
    texts, blocks = parts[::3], parts[1::3]
    if config.theme["language"] == "zh":
        texts = [joined(text) for text in texts]
    texts = [LOOSE.sub("</code>)", text) for text in texts]
    return "".join(whole(text) + block for text, block in zip(texts, [*blocks, ""], strict=True))


def joined(html: str) -> str:
    """Return a text without spaces between Chinese characters: browsers show the end of a line as one."""
    return GAP.sub(r"\1", html)


def whole(html: str) -> str:
    """Return a text whose short names do not go on in the next line, as they would after each hyphen."""
    return NAME.sub(lambda name: f'<code class="whole">{name[1]}</code>' if _short(name[1]) else name[0], html)


def _short(name: str) -> bool:
    return len(TAG.sub("", name)) <= LONGEST
