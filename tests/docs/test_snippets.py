"""The documents are correct: their Python runs, their commands exist, their tables match the spec."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from kps_contract.spec import openapi
from kps_tasks import Client
from kps_tasks_mock import MockKps

from ..wrapper.clock import replace_pause
from .playground import EXAMPLE

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SPEC = openapi().document
CREDENTIALS = (ROOT / "docs/credentials.md").read_text()
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions.md", "docs/credentials.md"]


def snippets(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("index", range(len(snippets(README, "python"))))
def test_the_python_of_the_readme_runs(index, monkeypatch):
    mock = MockKps.documented()
    real = httpx.Client.__init__

    def to_the_mock(self: httpx.Client, **options: object) -> None:
        real(self, **options | {"transport": options.get("transport") or mock.transport()})

    monkeypatch.setattr(httpx.Client, "__init__", to_the_mock)
    for name, value in mock.environment("http://kps.test").items():
        monkeypatch.setenv(name, value)
    mock.add_task(task_id=EXAMPLE, operation="reset", running_seconds=20, outcome="FAILED")
    replace_pause(monkeypatch, mock.advance)
    exec(snippets(README, "python")[index], {})
    if "mock" not in snippets(README, "python")[index]:
        assert len(mock.requests) >= 3


def test_the_seed_of_the_readme_is_one():
    (seed,) = snippets(README, "yaml")
    mock = MockKps.from_dict(yaml.safe_load(seed))
    assert mock.token == "a-token"


def test_the_example_is_short():
    assert len(snippets(README, "python")[0].split("\n")) <= 17


def test_the_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        text = (ROOT / document).read_text()
        assert set(re.findall(r"(?:`|^|\s)make ([a-z][a-z-]+)\b", text)) - {"alone"} <= targets, document
    commands = re.findall(r"^kps-tasks ([a-z]+)", "\n".join(snippets(README, "sh")), re.MULTILINE)
    assert commands
    for command in commands:
        subprocess.run([sys.executable, "-m", "kps_tasks", command, "--help"], check=True, capture_output=True)


def test_the_table_of_states_is_the_spec():
    table = re.findall(r"^\| `([A-Z_]+)` \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$", README, re.MULTILINE)
    values = SPEC["components"]["schemas"]["KnownTaskStatus"]["x-kps-values"]
    finished = {"succeeded": "yes", "failed": "yes"}
    assert table == [
        (name, value["phase"], value["operation"], finished.get(value["phase"], "no"), value["evidence"])
        for name, value in values.items()
    ]


def test_the_table_of_defects_has_a_row_for_each():
    section = README.split("## What is wrong")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(SPEC["x-kps-documentation-defects"])


def test_links_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / document).read_text()):
            if not target.startswith("https://"):
                assert (ROOT / document).parent.joinpath(target).exists(), f"{document}: {target}"


def test_the_python_about_credentials_runs(monkeypatch):
    mock = MockKps.documented()
    real = httpx.Client.__init__
    monkeypatch.setattr(httpx.Client, "__init__", lambda self, **o: real(self, **o | {"transport": mock.transport()}))
    (snippet,) = snippets(CREDENTIALS, "python")
    access_key, secret_key = mock.access_key
    exec(snippet, {"access_key": access_key, "secret_key": secret_key, "password": "pass", "token": "token"})
    assert [request.path for request in mock.requests] == ["/v3/projects", f"/v3/{mock.project_id}/running-tasks"]


class Watched(dict[str, str]):
    """An environment that records which names are read."""

    def __init__(self, **variables: str) -> None:
        super().__init__(variables)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def test_every_variable_is_told():
    environ = Watched(KPS_REGION="cn-north-4", KPS_METADATA="1")
    Client.from_env(environ)
    told = set(re.findall(r"`((?:KPS|HUAWEICLOUD_SDK|CLOUD_SDK|HW|OS)_[A-Z_]+)`", CREDENTIALS))
    of_one_region = {name for name in environ.names if name.startswith("HUAWEICLOUD_SDK_REGION_KPS_")}
    assert told | {"KPS_METADATA"} == environ.names - of_one_region - {"HOME", "USERPROFILE"}
