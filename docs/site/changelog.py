"""The changelog as a page: releases, and above them the unreleased changes, each from a file."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
MARK = "<!-- towncrier release notes start -->"


def changelog(title: str, introduction: str, unreleased: str) -> str:
    """Return the page.

    Args:
        title: Its heading.
        introduction: Text above the entries, such as the language they are in; may be empty.
        unreleased: Heading of the unreleased changes.
    """
    head, _, releases = (ROOT / SETTINGS["filename"]).read_text("utf-8").partition(MARK)
    paragraphs = head.split("\n\n")[1:]  # without its heading, and without the paragraph that points to the folder
    public = [text for text in paragraphs if f"({SETTINGS['directory']})" not in text]
    return "\n\n".join([f"# {title}", introduction, *public, *_unreleased(unreleased), releases]).strip() + "\n"


def _unreleased(heading: str) -> list[str]:
    parts = []
    for kind in SETTINGS["type"]:
        texts = sorted((ROOT / SETTINGS["directory"]).glob(f"*.{kind['directory']}.md"))
        if texts:
            items = [f"- {' '.join(path.read_text('utf-8').split())}" for path in texts]
            parts.append(f"### {kind['name']}\n\n" + "\n".join(items))
    return [f"## {heading}", *parts] if parts else []
