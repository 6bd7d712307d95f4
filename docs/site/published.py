"""The published descriptions, in English and in Chinese; that of the service has code samples."""

from __future__ import annotations

from pathlib import Path

from kps_contract.overlay import overlaid
from kps_contract.spec import Node, Spec, spec_file

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {  # each with its translation
    "service": (spec_file(), ROOT / "docs/zh-CN.overlay.yaml"),
    "control": (ROOT / "mock/kps_tasks_mock/control.yaml", ROOT / "docs/control.zh-CN.overlay.yaml"),
}
SAMPLES = ROOT / "docs/samples"
LANGUAGES = {  # by file name: the name in OpenAPI, the name for readers, the highlighter
    "curl.sh": ("Shell", "curl", "sh"),
    "python.py": ("Python", "Python", "python"),
    "python_async.py": ("Python", "Python async", "python"),
    "main.go": ("Go", "Go", "go"),
    "sample.ts": ("TypeScript", "TypeScript", "typescript"),
    "Sample.java": ("Java", "Java", "java"),
}


def translated(language: str, name: str = "service") -> Node:
    """Return a description in a language; if an action of its overlay matches nothing, raise `OverlayError`."""
    source, chinese = SOURCES[name]
    return overlaid(source, *([chinese] if language == "zh" else []))


def published(language: str) -> Spec:
    """Return the spec in a language with the code samples of each operation, as ``x-codeSamples``."""
    spec = Spec(translated(language))
    for operation_id, operation in spec.operations().items():
        operation.content["x-codeSamples"] = [
            {"lang": name, "label": label, "source": (SAMPLES / operation_id / file).read_text("utf-8")}
            for file, (name, label, _) in LANGUAGES.items()
        ]
    return spec
