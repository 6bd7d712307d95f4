"""The spec as it is published: with code samples, in English and in Chinese."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = {"zh": ROOT / "docs/zh-CN.overlay.yaml"}
SAMPLES = ROOT / "docs/samples"
LANGUAGES = {  # by file name: what OpenAPI's readers call the language, what people do, what colours it
    "curl.sh": ("Shell", "curl", "sh"),
    "python.py": ("Python", "Python", "python"),
    "python_async.py": ("Python", "Python async", "python"),
    "main.go": ("Go", "Go", "go"),
    "sample.ts": ("TypeScript", "TypeScript", "typescript"),
    "Sample.java": ("Java", "Java", "java"),
}

sys.path.insert(0, str(ROOT / "tests/spec"))
import overlay  # noqa: E402  (a tool of the tests, not a package)

OverlayError = overlay.OverlayError

Node = dict[str, Any]


def source() -> Node:
    """Return the hand-written spec."""
    return overlay.load(ROOT / "openapi.yaml")


def translated(language: str) -> Node:
    """Return the spec in a language; every action of its overlay hits something, or `overlay.OverlayError`."""
    document = source()
    return overlay.apply(document, overlay.load(OVERLAYS[language])) if language in OVERLAYS else document


def published(language: str) -> Node:
    """Return the spec in a language with the code samples of each operation, as ``x-codeSamples``."""
    document = translated(language)
    for _, operation in operations(document):
        operation["x-codeSamples"] = [
            {"lang": name, "label": label, "source": (SAMPLES / operation["operationId"] / file).read_text("utf-8")}
            for file, (name, label, _) in LANGUAGES.items()
        ]
    return document


def operations(document: Node) -> list[tuple[str, Node]]:
    """Return path and operation of every operation of a spec; all are GET."""
    return [(path, item["get"]) for path, item in document["paths"].items()]


class _PlainDumper(yaml.SafeDumper):
    """Writes everything out, and long texts as blocks: not every reader of OpenAPI knows YAML's aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_PlainDumper.add_representer(str, _text)


def to_yaml(document: Node) -> str:
    """Write a spec as YAML, in the order of the source."""
    return yaml.dump(document, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120)
