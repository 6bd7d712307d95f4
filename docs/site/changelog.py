"""The changelog as a page: releases, and above them the unreleased changes, each from a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from docs.site.docstrings import key

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
MARK = "<!-- towncrier release notes start -->"


def changelog(title: str, introduction: Mapping[str, str], unreleased: str, kinds: Mapping[str, str]) -> str:
    """Return the page.

    Args:
        title: Its heading.
        introduction: What CHANGELOG.md says above the releases, in another language, with a hash of the English as
            in python.zh-CN.yaml; empty for English.
        unreleased: The heading of what is not released.
        kinds: The headings of the kinds of changes, by their English.

    Raises:
        ValueError: The English of the introduction has changed.
    """
    head, _, releases = (ROOT / SETTINGS["filename"]).read_text("utf-8").partition(MARK)
    paragraphs = head.split("\n\n")[1:]  # without its heading, and without the paragraph that points to the folder
    public = [text for text in paragraphs if f"({SETTINGS['directory']})" not in text]
    english = "\n\n".join(public)
    if introduction and (entry := key("introduction", english)) not in introduction:
        raise ValueError(f"docs/site/words.yaml has no {entry}: translate what CHANGELOG.md says above the releases")
    above = "\n\n".join(introduction.values()) or english
    text = "\n\n".join([f"# {title}", above, *_unreleased(unreleased), releases]).strip() + "\n"
    return re.sub(r"(?<=^### )\w+$", lambda kind: kinds.get(kind[0], kind[0]), text, flags=re.MULTILINE)


def _unreleased(heading: str) -> list[str]:
    parts = []
    for kind in SETTINGS["type"]:
        texts = sorted((ROOT / SETTINGS["directory"]).glob(f"*.{kind['directory']}.md"))
        if texts:
            items = [f"- {' '.join(path.read_text('utf-8').split())}" for path in texts]
            parts.append(f"### {kind['name']}\n\n" + "\n".join(items))
    return [f"## {heading}", *parts] if parts else []
