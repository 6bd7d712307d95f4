"""The two files above both languages: the page for missing addresses, and the sitemap."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import jinja2

TEMPLATES = Path(__file__).resolve().parent / "templates"
SITEMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
{}
</urlset>
"""


def top_files(site: Path, url: str) -> dict[str, str]:
    """Return them by name; without the site's address there is no sitemap, which needs absolute addresses."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
    files = {"404.html": environment.get_template("404.html.j2").render(home=url)}
    if url:
        files["sitemap.xml"] = SITEMAP.format("\n".join(_entry(url, page) for page in _pages(site)))
    return files


def _pages(site: Path) -> list[str]:
    """Return the paths of the pages, which are the same in both languages."""
    zh = site / "zh"
    return sorted(str(path.relative_to(zh)) for path in zh.rglob("*.html"))


def _entry(url: str, page: str) -> str:
    addresses = {"en": escape(f"{url}{page}"), "zh": escape(f"{url}zh/{page}")}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in addresses.items()
    )
    return "\n".join(f"<url><loc>{address}</loc>{links}</url>" for address in addresses.values())
