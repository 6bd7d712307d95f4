"""The built site in Chromium: `make docs-check`. Every host but the mock's own address is unreachable."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

from docs.site.versions import folder_name, known_versions, publish
from kps_tasks_mock import MockKps
from kps_tasks_mock._control import with_control
from kps_tasks_mock._docs import with_docs
from kps_tasks_mock._server import serve
from tests.spec.page_facts import named

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build/docs"
SHOTS = ROOT / "build/docs-screenshots"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"  # of the published examples
OPERATIONS = ["ListKeypairTask", "ListRunningTask", "ListFailedTask"]
BELOW = "/acme/kps-tasks"
PAGES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html"))
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")


def served(mock: MockKps) -> AbstractContextManager[str]:
    """Serve the site with a mock behind it, as `kps-tasks-mock --docs` does."""
    settings = {"project_id": mock.project_id, "token": mock.token}
    receive = with_docs(with_control(mock, mock._receive), SITE, lambda: settings)
    return serve(receive, "127.0.0.1", 0)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with served(MockKps.documented()) as address:
        yield address


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """The site without a mock, using the recorded responses."""
    with served(MockKps.from_seed("demo")) as address:
        yield f"{address}/docs"


class Static(SimpleHTTPRequestHandler):
    """A host of static files, with each site below its own path, and the site's 404 page for missing files."""

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(BELOW) if path.startswith(f"{BELOW}/") else "/of-another-site"
        return super().translate_path(inside)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *values: object) -> None:
        """Do not log."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Static, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{BELOW}"
        server.shutdown()


@pytest.fixture(scope="session")
def static() -> Iterator[str]:
    with hosted(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def pages_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two published versions, of which the older one has no guide to waiting."""
    folder = tmp_path_factory.mktemp("pages")
    for version in ("0.1.0", "0.10.0"):
        publish(SITE, folder, known_versions(folder), folder_name(version), version)
    (folder / "0.1/guides/waiting.html").unlink()
    return folder


@pytest.fixture(scope="session")
def pages(pages_folder: Path) -> Iterator[str]:
    with hosted(pages_folder) as address:
        yield address


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    """How the site is opened: with a mock, from a host of static files, or from a folder."""
    return f"file://{SITE}" if request.param == "folder" else str(request.getfixturevalue(request.param))


PLACES = pytest.mark.parametrize("place", ["demo", "static", "folder"], indirect=True)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def requested() -> list[str]:
    """The addresses that pages of the test requested, except data within the page."""
    return []


@pytest.fixture
def context(browser: Browser, requested: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZES["desktop"])
    context.on("request", lambda request: requested.append(request.url))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and problems.append(f"{answer.status} {answer.url}"))
    yield page
    assert problems == []


def visit(page: Page, url: str, path: str) -> None:
    page.goto(f"{url}/docs/{path}")
    page.evaluate("document.fonts.ready.then(() => true)")


def search(page: Page, word: str, target: str) -> None:
    """Search as a person does, and expect a page among the results."""
    page.click(".md-search__input")
    page.type(".md-search__input", word)
    page.press(".md-search__input", "Shift")  # input methods also end with a key
    link = page.locator(f".md-search-result__link[href*='{target}']").first
    expect(link).to_be_attached(timeout=30_000)


def test_the_site_is_there():
    assert len(PAGES) >= 40, "build it with `make docs`"


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


@pytest.mark.parametrize(
    ("start", "word", "target"),
    [
        ("index.html", "FAILED_REPLACE", "guides/states.html"),
        ("zh/index.html", "FAILED_REPLACE", "zh/guides/states.html"),
        ("index.html", "KPS.0001", "guides/errors.html"),
        ("zh/index.html", "解绑", "zh/guides/states.html"),
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
    for fact in named(language):
        page.fill(".md-search__input", "")
        page.press(".md-search__input", "Shift")
        expect(found).not_to_be_attached()
        page.fill(".md-search__input", fact)
        page.press(".md-search__input", "Shift")
        expect(found, fact).to_be_attached(timeout=10_000)


@pytest.mark.parametrize("language", ["", "zh/"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_trying_an_operation_asks_the_mock_behind_the_page(page, url, requested, language, operation):
    visit(page, url, f"{language}reference/{operation}.html")
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-status.good")).to_contain_text("200")
    expect(page.locator(".tryit-answer code")).to_contain_text(TASK)
    assert any(address.startswith(f"{url}/v3/") for address in requested)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("place", ["static", "folder"], indirect=True)
def test_trying_an_operation_works_where_no_mock_is(context, place, requested, operation):
    page = context.new_page()
    page.goto(f"{place}/reference/{operation}.html")
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-status.good")).to_contain_text("200")
    expect(page.locator(".tryit-answer code")).to_contain_text(TASK)
    expect(page.locator(".tryit-note")).to_contain_text("make docs-serve")
    assert not any("/v3/" in address for address in requested)


@pytest.mark.parametrize("operation", OPERATIONS)
@PLACES
def test_trying_can_be_made_to_fail(context, place, operation):
    page = context.new_page()
    page.goto(f"{place}/reference/{operation}.html")
    for option in page.locator(".tryit select option").all_inner_texts()[1:]:
        page.select_option(".tryit select", label=option)
        page.click(".tryit button[type=submit]")
        expect(page.locator(".tryit-status.bad")).to_contain_text(f"{option[:3]} ·")
        expect(page.locator(".tryit-answer code")).to_contain_text("error_code")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Auth-Token", "", "x-auth-token not found"),
        ("X-Auth-Token", "another", "decrypt token fail"),
        ("project_id", "f" * 32, "APIGW.0302"),
        ("offset", "100001", "KPS.0002"),
        ("limit", "1x", "KPS.0002"),
        ("offset", "9", '"tasks": []'),
    ],
)
@PLACES
def test_what_was_recorded_has_the_rules_of_the_mock(context, place, name, value, expected):
    page = context.new_page()
    page.goto(f"{place}/reference/ListRunningTask.html")
    page.fill(f".tryit input[name={name}]", value)
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-answer code")).to_contain_text(expected)


def test_what_is_shown_is_text_and_no_markup(context, url):
    page = context.new_page()
    page.route("**/v3/**", lambda route: route.fulfill(body='{"a": "<img src=x onerror=document.title=1>"}'))
    visit(page, url, "reference/ListRunningTask.html")
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-answer code")).to_contain_text("<img src=x")
    assert page.locator(".tryit-answer img").count() == 0


@pytest.mark.parametrize(("language", "word"), [("", "FAILED_REPLACE"), ("zh/", "解绑")])
def test_the_site_works_from_a_folder(context, requested, language, word):
    page = context.new_page()
    page.goto(f"file://{SITE}/{language}reference/ListKeypairTask.html")
    search(page, word, "guides/states.html")
    assert {address for address in requested if not address.startswith(("file://", "data:"))} == set()


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
    expect(page.locator("h1")).to_have_text("Page not found")
    home = "0.1/" if home and path.startswith("0.1/") else home
    expect(page.locator(".home").last).to_have_attribute("href", f"{place}/{home}zh/index.html")
    page.click("text=Go to the documentation")
    page.wait_for_url(f"{place}/{home}index.html")


def test_other_hosts_are_unreachable(context):
    """Otherwise the tests above would prove little."""
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        context.new_page().goto("http://example.com/")
