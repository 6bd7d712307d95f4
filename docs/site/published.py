"""The descriptions as they are published, in English and in Chinese; that of the service with code samples."""

from __future__ import annotations

from pathlib import Path

from kps_contract.overlay import overlaid
from kps_contract.spec import Node, Spec, spec_file

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {  # each with its Chinese
    "service": (spec_file(), ROOT / "docs/zh-CN.overlay.yaml"),
    "control": (ROOT / "mock/kps_tasks_mock/control.yaml", ROOT / "docs/control.zh-CN.overlay.yaml"),
}
SAMPLES = ROOT / "docs/samples"
LANGUAGES = {  # by file name: what OpenAPI's readers call the language, what people do, what colours it
    "curl.sh": ("Shell", "curl", "sh"),
    "python.py": ("Python", "Python", "python"),
    "python_async.py": ("Python", "Python async", "python"),
    "main.go": ("Go", "Go", "go"),
    "sample.ts": ("TypeScript", "TypeScript", "typescript"),
    "Sample.java": ("Java", "Java", "java"),
}


def translated(language: str, name: str = "service") -> Node:
    """Return a description in a language; every action of its overlay hits something, or there is an `OverlayError`."""
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
