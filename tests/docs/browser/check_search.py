"""The search, on a host and in a folder."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from playwright.sync_api import expect

from tests.spec.page_facts import named

from .site import SITE, search, visit


@pytest.mark.parametrize(
    ("start", "word", "target"),
    [
        ("index.html", "FAILED_REPLACE", "guides/states.html"),
        ("zh/index.html", "SSH密钥", "zh/reference/ListKeypairTask.html"),
        ("zh/index.html", "FAILED_REPLACE", "zh/guides/states.html"),
        ("index.html", "KPS.0001", "guides/errors.html"),
        ("zh/index.html", "解绑", "zh/guides/states.html"),
        ("index.html", "cli", "guides/command-line.html"),
        ("zh/index.html", "cli", "zh/guides/command-line.html"),
    ],
)
def test_search_finds(page, url, start, word, target):
    visit(page, url, start)
    search(page, word, target)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_search_finds_what_the_vendor_s_pages_have(page, url, language):
    visit(page, url, "index.html" if language == "en" else "zh/index.html")
    page.click(".md-search__input")
    found = page.locator(".md-search-result__item").first
    links = page.locator(".md-search-result__link")
    for fact in named(language):
        page.fill(".md-search__input", "")
        page.press(".md-search__input", "Shift")
        expect(found).not_to_be_attached()
        page.fill(".md-search__input", fact)
        page.press(".md-search__input", "Shift")
        expect(found, fact).to_be_attached(timeout=10_000)
        results = links.evaluate_all("links => links.map((link) => link.pathname)")
        assert any(compact(fact) in text_of(result) for result in results), f"{fact} is on none of {results}"


@cache
def text_of(path: str) -> str:
    source = (SITE / path.removeprefix("/docs/")).read_text("utf-8")
    return compact(unescape(re.sub("<[^>]+>", "", source)))


def compact(text: str) -> str:
    return re.sub(r"\s", "", text).lower()


@pytest.mark.parametrize(("language", "word"), [("", "FAILED_REPLACE"), ("zh/", "解绑")])
def test_the_site_works_from_a_folder(context, requested, language, word):
    page = context.new_page()
    page.goto(f"file://{SITE}/{language}reference/ListKeypairTask.html")
    search(page, word, "guides/states.html")
    assert {address for address in requested if not address.startswith(("file://", "data:"))} == set()
