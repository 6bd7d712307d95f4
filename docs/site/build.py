"""Build the documentation site into build/docs: `make docs`.

First the Markdown of both languages, guides and what follows from the spec, into build/docs-source; then the site
generator makes a site of each; at last what stands beside the pages: the spec as YAML and JSON, and llms.txt.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from docs.site.pages import WORDS, Pages
from docs.site.published import SOURCES, published, translated
from docs.site.recorded import recorded
from docs.site.translation import untranslated
from kps_contract.overlay import OverlayError
from kps_contract.spec import Spec, to_yaml

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "docs/site"
GUIDES = ROOT / "docs/guides"
SOURCE = ROOT / "build/docs-source"
SITE = ROOT / "build/docs"


def main() -> int:
    """Build the site, or say in a line for each what has to be done first."""
    try:
        missing = [text for name in SOURCES for text in untranslated(translated("en", name), translated("zh", name))]
    except OverlayError as error:
        missing = [str(error)]
    if missing:
        print("The Chinese does not fit the English; mend the overlays in docs/:", *missing, sep="\n  ")
        return 1
    shutil.rmtree(SOURCE, ignore_errors=True)
    for language in WORDS:
        spec = published(language)
        _write_sources(spec, language)
        _run_mkdocs(language)
        _write_beside(spec, language)
    print(f"The site is {SITE / 'index.html'}; `make docs-serve` serves it with a mock to try it on.")
    return 0


def _write_sources(spec: Spec, language: str) -> None:
    pages = Pages(spec, language)
    target = SOURCE / language
    control = Spec(translated(language, "control"))
    _write(target / "reference", pages.reference() | Pages(control, language).control())
    _write(target / "python", pages.python())
    for guide in guides(language):
        folder = target if guide.stem == "index" else target / "guides"
        _write(folder, {guide.name: pages.fill(guide.read_text("utf-8"))})
    shutil.copytree(HERE / "theme/assets", target / "assets")
    _write(target / "assets", {"recorded.js": f"var __recorded = {json.dumps(recorded(), ensure_ascii=False)};\n"})


def guides(language: str) -> list[Path]:
    """Return the files of the guides; one in English also stands for itself, beside the README."""
    return [*(GUIDES / language).glob("*.md"), *([ROOT / "docs/credentials.md"] if language == "en" else [])]


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _run_mkdocs(language: str) -> None:
    config = str(HERE / f"{language}.yml")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", config]
    # The theme's makers announce their next project on every build, the search tells how it reads its dictionary.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(done.returncode)


def _write_beside(spec: Spec, language: str) -> None:
    site = SITE if language == "en" else SITE / language
    found = json.loads((site / "search/search_index.json").read_text("utf-8"))
    found["docs"] += Pages(spec, language).rows()
    index = json.dumps(found, ensure_ascii=False)
    files = {
        "openapi.yaml": to_yaml(spec.document),
        "openapi.json": json.dumps(spec.document, ensure_ascii=False, indent=2) + "\n",
        "control.yaml": to_yaml(translated(language, "control")),
        "search/search_index.json": index,
        "search/search_index.js": f"var __index = {index}",  # for a site that was opened from a folder
    }
    for guide in sorted((SOURCE / language / "guides").glob("*.md")):
        files[f"guides/{guide.name}"] = guide.read_text("utf-8")
    if language == "en":
        files["llms.txt"] = _llms(spec)
    _write(site, files)
    for needless in [*site.rglob("*.map"), site / "404.html"]:
        needless.unlink()  # that page knows only a site at the top of a host


def _llms(spec: Spec) -> str:
    """Tell language models where the plain texts are; the form is that of llmstxt.org."""
    texts = [(path, path.read_text("utf-8").split("\n", 1)[0].lstrip("# ")) for path in sorted(guides("en"))]
    lines = [
        "# kps-tasks",
        "",
        f"> {' '.join(spec.document['info']['description'].split())}",
        "",
        "## Reference",
        "",
        "- [OpenAPI description, YAML](openapi.yaml): operations, states, error codes, code samples",
        "- [OpenAPI description, JSON](openapi.json)",
        "- [Control plane of the mock, OpenAPI](control.yaml)",
        *(
            f"- {operation_id}: `GET {operation.path}`. {operation.content['summary']}"
            for operation_id, operation in spec.operations().items()
        ),
        "",
        "## Guides",
        "",
        *(f"- [{title}](guides/{path.name})" for path, title in texts if path.stem != "index"),
        "",
        "## In Chinese",
        "",
        "- [OpenAPI description, YAML](zh/openapi.yaml)",
        *(f"- [{path.stem}](zh/guides/{path.name})" for path, _ in texts if path.stem != "index"),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
