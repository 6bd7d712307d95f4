"""The built site, and what readers do on every page of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "build/docs"
PAGES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html"))
PLACES = pytest.mark.parametrize("place", ["demo", "static", "folder"], indirect=True)


def visit(page: Page, url: str, path: str) -> None:
    page.goto(f"{url}/docs/{path}")
    page.evaluate("document.fonts.ready.then(() => true)")


def search(page: Page, word: str, target: str) -> None:
    """Search as a person does, and see a page among the results."""
    page.click(".md-search__input")
    page.type(".md-search__input", word)
    page.press(".md-search__input", "Shift")  # an input method ends with a key, too
    link = page.locator(f".md-search-result__link[href*='{target}']").first
    expect(link).to_be_attached(timeout=30_000)
