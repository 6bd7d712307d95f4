"""Every page of the built site, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, expect

from .site import PAGES, SITE, visit

# What the theme, its plugins and our own templates say around the text, each a whole label.
ENGLISH_LABELS = re.compile(
    r"(property|classmethod|staticmethod|async|cached|writable|(class|instance|module)-attribute|dataclass"
    r"|Bases|Args|Parameters?|Attributes?|Returns?|Raises|Yields|Examples?|Notes?|Warnings?|Tip|Name|Type|Description"
    r"|Default|Class(es)?|Functions?|Methods?|Modules?|Source( code)?|Added|Changed|Fixed|Removed|Security|Case|Passed"
    r"|Table of contents|Permanent link|Link to this section|Copy to clipboard|Search|Previous|Next|Home|Back to top"
    r"|Try it|Response|Required|Optional|required|optional|default)[:\uff1a]?"
)
LABELS = """() => {
    const found = [];
    const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (!texts.currentNode.parentElement.closest("script, style, pre")) found.push(texts.currentNode.data);
    }
    for (const each of document.querySelectorAll("[title], [aria-label], [placeholder], [data-label]")) {
        for (const name of ["title", "aria-label", "placeholder", "data-label"]) {
            found.push(each.getAttribute(name) ?? "");
        }
    }
    return found.map((text) => text.trim());
}"""


def test_the_site_is_there():
    assert len(PAGES) >= 40, "build it with `make docs`"


def test_every_link_within_the_site_leads_to_a_file():
    links = [
        (SITE / path).parent / found
        for path in PAGES
        for found in re.findall(r'<a [^>]*?href="([^"#?:]+)[#?"]', (SITE / path).read_text("utf-8"))
    ]
    assert len(links) > 1000
    assert [link for link in links if not link.exists()] == []


def test_every_page_renders_and_asks_nobody_else(page, url, requested):
    for path in PAGES:
        visit(page, url, path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("h1").first).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == ("zh" if path.startswith("zh/") else "en")
    assert requested
    assert {address for address in requested if not address.startswith((f"{url}/", "data:"))} == set()


@pytest.mark.parametrize(("path", "title"), [("index.html", "Track the status"), ("zh/index.html", "密钥对任务")])
def test_both_languages_render(page, url, path, title):
    visit(page, url, path)
    expect(page.locator("h1")).to_contain_text(title)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("guides/states.html", "zh/guides/states.html"),
        ("zh/reference/ListFailedTask.html", "reference/ListFailedTask.html"),
    ],
)
def test_the_language_changes_and_the_page_stays(page, url, path, other):
    visit(page, url, path)
    page.click(".language-switch")
    page.wait_for_url(f"{url}/docs/{other}")


def test_chinese_pages_have_no_english_labels(page, url):
    found = set()
    for path in PAGES:
        if path.startswith("zh/"):
            visit(page, url, path)
            found |= {f"{path}: {text}" for text in page.evaluate(LABELS) if ENGLISH_LABELS.fullmatch(text)}
    assert found == set()


def test_signatures_of_the_python_reference_are_short_lines_without_code(page, url):
    for path in (path for path in PAGES if path.startswith("python/")):
        visit(page, url, path)
        for signature in page.locator(".doc-signature code").all_inner_texts():
            assert not re.search(r"self\.|lambda|validator=", signature), (path, signature)
            assert max(map(len, signature.splitlines())) <= 88, (path, signature)


def test_other_hosts_are_unreachable(context):
    """Else the tests above would prove little."""
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        context.new_page().goto("http://example.com/")


@pytest.mark.parametrize("language", ["", "zh/"])
def test_only_commands_are_copied_from_a_terminal(page, url, language):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, url, f"{language}guides/command-line.html")
    block = page.locator(".highlight", has_text="kps-tasks auth check").first
    block.hover()
    block.locator(".md-clipboard, .md-code__button").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'kps-tasks auth check')")
