"""Every page, on a desktop and on a phone, light and dark: accessible, and no wider than the window."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from .site import PAGES, ROOT, visit

SHOTS = ROOT / "build/docs-screenshots"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}


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
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
        page.evaluate(AXE)
        for violation in page.evaluate("axe.run().then((found) => found.violations)"):
            where = [node["target"][0] for node in violation["nodes"]]
            violations.append(f"{path}: {violation['id']}: {where[:3]} ({len(where)})")
    context.close()
    assert wide == []
    assert violations == [], "\n".join(violations)
