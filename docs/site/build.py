"""Build the documentation site into build/docs: `make docs`.

First the Markdown of both languages, guides and pages generated from the spec, into build/docs-source; then the site
generator builds a site from each; finally the files beside the pages: the spec as YAML and JSON, its variant, llms.txt,
and, if the site's address is known, a sitemap.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jieba  # type: ignore[import-not-found]  # of the set docs

from docs.site.changelog import changelog
from docs.site.chinese import english, missing, stale
from docs.site.docstrings import entries
from docs.site.llms import llms
from docs.site.pages import WORDS, Pages
from docs.site.plain_python import plain_python
from docs.site.published import SOURCES, published, translated
from docs.site.recorded import recorded
from docs.site.top import top_files
from docs.site.translation import untranslated
from kps_contract.overlay import OverlayError, apply
from kps_contract.spec import Spec, load, to_yaml

jieba.setLogLevel("WARNING")
ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "docs/site"
GUIDES = ROOT / "docs/guides"
NULLABLE = ROOT / "docs/nullable.overlay.yaml"
SOURCE = ROOT / "build/docs-source"
SITE = ROOT / "build/docs"


def main() -> int:
    """Build the site and print where it is."""
    parser = argparse.ArgumentParser(prog="make docs", description=__doc__)
    parser.add_argument("--site-url", type=address, default="")
    code = build(parser.parse_args().site_url)
    if not code:
        print(f"The site is {SITE / 'index.html'}; `make docs-serve` serves it with a mock to try it on.")
    return code


def address(text: str) -> str:
    """Return the address of a site with a trailing slash; an empty text is unchanged."""
    if text and not text.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"SITE_URL is a whole address, such as https://example.org/kps/, not {text!r}")
    return text if not text or text.endswith("/") else f"{text}/"


def build(url: str) -> int:
    """Build the site, or print a line for each problem to fix first.

    Args:
        url: Its future address with a trailing slash; if empty, all links are relative.
    """
    try:
        wrong = [text for name in SOURCES for text in untranslated(translated("en", name), translated("zh", name))]
    except OverlayError as error:
        wrong = [str(error)]
    docstrings, chinese = english(), entries()
    wrong += stale(docstrings, chinese)
    if wrong:
        print("The translation does not match the English; fix the *.zh-CN.* files in docs/:", *wrong, sep="\n  ")
        return 1
    if left := missing(docstrings, chinese):
        print("Not translated in the Python reference; see docs/site/chinese.py:", *left, sep="\n  ")
    shutil.rmtree(SOURCE, ignore_errors=True)
    for language in WORDS:
        spec = published(language)
        _write_sources(spec, language)
        _run_mkdocs(language, url)
        _write_beside(spec, language)
    _write(SITE, top_files(SITE, url))
    return 0


def _write_sources(spec: Spec, language: str) -> None:
    pages = Pages(spec, language)
    target = SOURCE / language
    control = Spec(translated(language, "control"))
    _write(target / "reference", pages.reference() | Pages(control, language).control())
    _write(target / "python", pages.python())
    _write(target, {"changelog.md": changelog(**WORDS[language]["changelog"])})
    for guide in guides(language):
        folder = target if guide.stem == "index" else target / "guides"
        text = guide.read_text("utf-8").replace("](../../credentials.md", "](credentials.md")  # beside it in the site
        _write(folder, {guide.name: pages.fill(text)})
    shutil.copytree(HERE / "theme/assets", target / "assets")
    scripts = {"recorded": recorded(), "sample": _sample(spec)}
    _write(
        target / "assets",
        {f"{name}.js": f"var __{name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in scripts.items()},
    )


def _sample(spec: Spec) -> dict[str, str]:
    """Return the region and the project in all code samples, which readers can replace with their own."""
    server = spec.document["servers"][0]
    region = server["variables"]["region"]["default"]
    host = server["url"].removeprefix("https://").replace("{region}", region)
    project = spec.document["components"]["parameters"]["ProjectId"]["example"]
    return {"host": host, "region": region, "project": project}


def guides(language: str) -> list[Path]:
    """Return the files of the guides; an English guide may also be a file beside the README."""
    return [*(GUIDES / language).glob("*.md"), *([ROOT / "docs/credentials.md"] if language == "en" else [])]


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _run_mkdocs(language: str, url: str) -> None:
    config = str(HERE / f"{language}.yml")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", config]
    # The theme announces its authors' next project on every build, and the search reports how it reads its dictionary.
    here = url if language == "en" or not url else f"{url}{language}/"
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DOCS_URL": here}
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(done.returncode)


def _write_beside(spec: Spec, language: str) -> None:
    site = SITE if language == "en" else SITE / language
    found = json.loads((site / "search/search_index.json").read_text("utf-8"))
    found["docs"] += [
        row | {part: _segmented(row[part]) for part in ("title", "text")} for row in Pages(spec, language).rows()
    ]
    index = json.dumps(found, ensure_ascii=False)
    files = {
        "openapi.yaml": to_yaml(spec.document),
        "openapi-nullable.yaml": to_yaml(apply(spec.document, load(NULLABLE))),
        "openapi.json": json.dumps(spec.document, ensure_ascii=False, indent=2) + "\n",
        "control.yaml": to_yaml(translated(language, "control")),
        "search/search_index.json": index,
        "search/search_index.js": f"var __index = {index}",  # for a site opened from a folder
    }
    for guide in [
        "changelog.md",
        *sorted(f"guides/{path.name}" for path in (SOURCE / language / "guides").glob("*.md")),
    ]:
        files[guide] = (SOURCE / language / guide).read_text("utf-8")
    words = WORDS[language]
    plain = plain_python({page: text["title"] for page, text in words["python"].items()}, language)
    files |= {f"python/{name}": text for name, text in plain.items()}
    files["llms.txt"] = llms(spec, words["llms"], {name: text for name, text in files.items() if name.endswith(".md")})
    _write(site, files)
    for needless in [*site.rglob("*.map"), *site.glob("sitemap.*"), site / "404.html"]:
        needless.unlink()  # these work only for a site at the root of a host, and in one language


def _segmented(text: str) -> str:
    """Mark where Chinese words end, as the search does with the text of the pages."""
    return re.sub("[\u4e00-\u9fff]+", lambda found: "\u200b".join(["", *jieba.cut(found[0]), ""]), text)


if __name__ == "__main__":
    sys.exit(main())
