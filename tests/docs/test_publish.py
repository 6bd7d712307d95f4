"""Versions of the site side by side: what is kept, what is replaced, and which is the latest."""

from __future__ import annotations

import json
import re

import pytest

from docs.site.top import top_files
from docs.site.versions import PublishError, folder_name, known_versions, publish


def published(tmp_path, *versions):
    """Publish a site for each version, and return the folder."""
    site, pages = tmp_path / "site", tmp_path / "pages"
    (site / "assets").mkdir(parents=True)
    for version in versions:
        (site / "index.html").write_text(version)
        (site / "404.html").write_text(version)
        publish(site, pages, known_versions(pages), folder_name(version), version)
    return pages


def read(pages):
    return {str(path.relative_to(pages).parent): path.read_text() for path in pages.glob("*/index.html")}


def test_versions_stand_side_by_side_and_a_correction_replaces(tmp_path):
    pages = published(tmp_path, "0.9.0", "0.10.0", "0.9.1")
    assert read(pages) == {"0.9": "0.9.1", "0.10": "0.10.0", "latest": "0.10.0"}
    listed = json.loads((pages / "versions.json").read_text())
    assert [(each["version"], each["title"], each["aliases"]) for each in listed] == [
        ("0.10", "0.10.0", ["latest"]),
        ("0.9", "0.9.1", []),
    ]
    assert (pages / "404.html").read_text() == "0.10.0"
    for name in ("0.9", "0.10", "latest"):
        script = (pages / name / "assets/versions.js").read_text()
        assert json.loads(re.fullmatch(r"var __versions = (.*);\n", script)[1]) == listed


def test_what_is_not_released_is_not_the_latest(tmp_path):
    pages = published(tmp_path, "0.2.0", "0.3.0rc1")
    assert read(pages) == {"0.2": "0.2.0", "0.3.0rc1": "0.3.0rc1", "latest": "0.2.0"}


def test_what_else_is_there_stays(tmp_path):
    pages = published(tmp_path, "0.1.0")
    (pages / "CNAME").write_text("docs.example.org")
    (pages / ".git").mkdir()
    (tmp_path / "site/assets/versions.js").unlink(missing_ok=True)
    publish(tmp_path / "site", pages, known_versions(pages), "0.2", "0.2.0")
    assert (pages / "CNAME").exists()
    assert (pages / ".git").is_dir()


@pytest.mark.parametrize("version", ["0.2", "v0.2.0", "../0.2.0", "0.2.0/..", "latest"])
def test_an_invalid_version_is_refused(version):
    with pytest.raises(PublishError, match="three numbers"):
        folder_name(version)


@pytest.mark.parametrize("text", ["{", "{}x", '[{"version": "0.1"}]', "[1]"])
def test_a_list_that_cannot_be_read_is_not_overwritten(tmp_path, text):
    (tmp_path / "0.1").mkdir()
    (tmp_path / "versions.json").write_text(text)
    with pytest.raises(PublishError, match=r"versions\.json is not a list of versions"):
        known_versions(tmp_path)


def test_the_sitemap_has_each_page_in_both_languages(tmp_path):
    (tmp_path / "zh/guides").mkdir(parents=True)
    (tmp_path / "zh/guides/states.html").touch()
    files = top_files(tmp_path, "https://example.org/kps/")
    assert re.findall(r"<loc>(.*?)</loc>", files["sitemap.xml"]) == [
        "https://example.org/kps/guides/states.html",
        "https://example.org/kps/zh/guides/states.html",
    ]
    assert files["sitemap.xml"].count('hreflang="zh" href="https://example.org/kps/zh/guides/states.html"') == 2
    assert 'href="https://example.org/kps/zh/index.html"' in files["404.html"]
    assert "fetch" not in files["404.html"]


def test_without_an_address_there_is_no_sitemap(tmp_path):
    files = top_files(tmp_path, "")
    assert files.keys() == {"404.html"}
    assert "fetch" in files["404.html"]
