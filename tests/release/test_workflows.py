"""Permissions of the workflows: those that publish use no action that can be moved, and have no needless rights."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.surface.version import ROOT

FOLDER = ROOT / ".github" / "workflows"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="a source distribution has no workflows")


def workflow(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return loaded


def workflows() -> list[Path]:
    return sorted(FOLDER.glob("*.yml"))


def steps(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in content["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_rights_are_given_job_by_job(path: Path) -> None:
    content = workflow(path.name)
    assert content["permissions"] == {}
    assert all("permissions" in job for job in content["jobs"].values())


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_goals_exist(path: Path) -> None:
    goals = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = {goal for step in steps(workflow(path.name)) for goal in re.findall(r"make ([a-z-]+)", step.get("run", ""))}
    assert asked <= goals


@pytest.mark.parametrize("name", ["release.yml", "pages.yml"])
def test_actions_of_what_publishes_are_pinned_by_commit(name: str) -> None:
    text = (FOLDER / name).read_text()
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert [use for use in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


def test_only_what_publishes_has_its_right() -> None:
    jobs = workflow("release.yml")["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read", "id-token": "write", "attestations": "write"},
        "package-index": {"id-token": "write"},
        "release-page": {"contents": "write"},
    }
    assert jobs["package-index"]["environment"] == "pypi"
    jobs = workflow("pages.yml")["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "publish": {"contents": "write"},
    }
    assert "make" not in " ".join(step.get("run", "") for step in jobs["publish"]["steps"])


@pytest.mark.parametrize("name", ["release.yml", "pages.yml"])
def test_what_publishes_keeps_no_password_and_runs_no_text_of_others(name: str) -> None:
    """External text reaches a shell as a variable, never as part of the script."""
    content = workflow(name)
    assert "secrets." not in (FOLDER / name).read_text()
    assert [step["run"] for step in steps(content) if "${{" in step.get("run", "")] == []
