"""Every page, on a desktop and on a phone, light and dark: accessible, and no wider than the window."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from .site import PAGES, ROOT, visit

SHOTS = ROOT / "build/docs-screenshots"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
WIDE = """() => {  // what a reader would have to scroll sideways, but for code, tabs and fields
    const scrolls = (each) => each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX !== "visible";
    const inside = [...document.querySelectorAll(".md-content :not(pre > code, .tabbed-labels, input)")];
    const page = document.documentElement;
    const wide = [...(page.scrollWidth > innerWidth ? [page] : []), ...inside.filter(scrolls)];
    return wide.map((each) => each.outerHTML.slice(0, 60));
}"""
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}


def test_paper_is_light(browser, url):
    context = browser.new_context(color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    visit(page, url, "guides/states.html")
    colours = "['h1', '.md-typeset pre > code'].map((each) => getComputedStyle(document.querySelector(each)).color)"
    assert page.evaluate(colours) == ["rgb(226, 229, 240)", "rgb(223, 227, 240)"]
    page.emulate_media(media="print")
    assert page.evaluate(colours) == ["rgb(27, 32, 51)", "rgb(38, 44, 66)"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits(browser, url, size, scheme):
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
    page, violations, wide = context.new_page(), [], []
    SHOTS.mkdir(parents=True, exist_ok=True)
    for path in PAGES:
        visit(page, url, path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        page.screenshot(path=SHOTS / f"{path.replace('/', '-').removesuffix('.html')}-{size}-{scheme}.png")
        wide += [f"{path}: {name}" for name in page.evaluate(WIDE)]
        page.evaluate(AXE)
        for violation in page.evaluate("axe.run().then((found) => found.violations)"):
            where = [node["target"][0] for node in violation["nodes"]]
            violations.append(f"{path}: {violation['id']}: {where[:3]} ({len(where)})")
    context.close()
    assert wide == []
    assert violations == [], "\n".join(violations)
