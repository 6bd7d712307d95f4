"""The site as it is published: its address in each page, several versions, and the page for a missing one."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from .site import PLACES, ROOT, search


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_the_address_is_known_each_page_names_both_languages(language, tmp_path):
    url = "https://example.org/kps/"
    here = url if language == "en" else f"{url}zh/"
    config = ["--config-file", str(ROOT / f"docs/site/{language}.yml"), "--site-dir", str(tmp_path)]
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", *config]
    subprocess.run(command, env=os.environ | {"DOCS_URL": here}, check=True, timeout=120)
    head = (tmp_path / "guides/states.html").read_text("utf-8").partition("</head>")[0]
    links = re.findall(r'<link rel="(canonical|alternate)"(?: hreflang="([\w-]+)")? href="([^"]+)"', head)
    assert links == [
        ("canonical", "", f"{here}guides/states.html"),
        ("alternate", "en", f"{url}guides/states.html"),
        ("alternate", "zh", f"{url}zh/guides/states.html"),
        ("alternate", "x-default", f"{url}guides/states.html"),
    ]


def test_the_first_address_leads_to_the_latest_version(page, pages):
    page.goto(f"{pages}/")
    page.wait_for_url(f"{pages}/latest/index.html")
    expect(page.locator(".version-switch option:checked")).to_have_text("0.10.0 (latest)")


@pytest.mark.parametrize("language", ["", "zh/"])
def test_the_version_changes_and_page_and_language_stay(page, pages, language):
    page.goto(f"{pages}/latest/{language}guides/states.html")
    page.select_option(".version-switch", label="0.1.0")
    page.wait_for_url(f"{pages}/0.1/{language}guides/states.html")
    page.click(".language-switch")
    page.wait_for_url(f"{pages}/0.1/{'' if language else 'zh/'}guides/states.html")
    search(page, "FAILED_REPLACE", "guides/states.html")
    page.select_option(".version-switch", label="0.10.0 (latest)")
    page.wait_for_url(f"{pages}/latest/{'' if language else 'zh/'}guides/states.html")


@pytest.mark.parametrize(("language", "said"), [("", "The latest is 0.10.0."), ("zh/", "最新版本是 0.10.0。")])
def test_an_older_version_says_that_there_is_a_newer_one(page, pages, language, said):
    page.goto(f"{pages}/0.1/{language}guides/states.html")
    expect(page.locator(".other-version")).to_contain_text(said)
    page.click(".other-version a")
    page.wait_for_url(f"{pages}/latest/{language}guides/states.html")
    expect(page.locator(".other-version")).to_have_count(0)


def test_a_page_that_a_version_has_not_leads_to_its_first_one(context, pages):
    page = context.new_page()
    page.goto(f"{pages}/latest/guides/waiting.html")
    page.select_option(".version-switch", label="0.1.0")
    page.wait_for_url(f"{pages}/0.1/index.html")


def test_versions_change_in_a_folder_too(page, pages_folder):
    page.goto(f"file://{pages_folder}/latest/zh/guides/states.html")
    page.select_option(".version-switch", label="0.1.0")
    page.wait_for_url(f"file://{pages_folder}/0.1/zh/index.html")


@PLACES
def test_a_site_that_stands_alone_has_no_choice_of_versions(page, place):
    page.goto(f"{place}/index.html")
    expect(page.locator(".version-switch")).to_be_hidden()


@pytest.mark.parametrize(("place", "home"), [("pages", "latest/"), ("static", "")], indirect=["place"])
@pytest.mark.parametrize("path", ["nothing.html", "0.1/guides/deep/er.html"])
def test_the_page_for_a_missing_one_leads_back(context, place, home, path):
    page = context.new_page()
    assert page.goto(f"{place}/{path}").status == 404
    expect(page.locator("h1").first).to_have_text("Page not found")
    home = "0.1/" if home and path.startswith("0.1/") else home
    expect(page.locator(".home").last).to_have_attribute("href", f"{place}/{home}zh/index.html")
    page.click("text=Go to the documentation")
    page.wait_for_url(f"{place}/{home}index.html")


@pytest.mark.parametrize("path", ["zh/nothing.html", "latest/zh/guides/nothing.html"])
def test_below_the_chinese_site_the_page_for_a_missing_one_is_in_chinese_first(context, pages, path):
    page = context.new_page()
    page.goto(f"{pages}/{path}")
    expect(page.locator("h1")).to_have_text(["找不到页面", "Page not found"])
    expect(page).to_have_title("找不到页面 - kps-tasks")
    page.click("text=前往文档")
    page.wait_for_url(f"{pages}/latest/zh/index.html")
