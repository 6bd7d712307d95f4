"""The comparison of two Python APIs: each edit is found, with the sentence that a person reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .places import ROOT, USAGES
from .python_changes import python_changes
from .python_surface import PACKAGES, surface
from .python_usages import usage_changes

OLD = """
class Client:
    tasks: object
    timeout: float
    def __init__(self, region: str | None = None, *, timeout: float = 30.0) -> None: ...
    @property
    def open(self) -> bool: ...
    def close(self) -> None: ...

class Tasks:
    def get(self, task_id: str, language: str = 'en') -> Task: ...

class Task:
    ...

class Phase(StrEnum):
    READY = 'ready'
    FAILED = 'failed'

class TaskError(KpsError, ValueError):
    ...
"""

EDITS = [
    # what is replaced, by what, and what must be said
    (
        "class Task:",
        "class Job:",
        ["major kps.Task: removed or renamed: code that uses it fails", "minor kps.Job: new"],
    ),
    (
        "def close(self)",
        "def stop(self)",
        ["major kps.Client.close: removed or renamed: code that uses it fails", "minor kps.Client.stop: new"],
    ),
    ("    tasks: object\n", "", ["major kps.Client.tasks: removed or renamed: code that uses it fails"]),
    ("    FAILED = 'failed'\n", "", ["major kps.Phase.FAILED: removed or renamed: code that uses it fails"]),
    (
        "task_id: str",
        "id: str",
        [
            "major kps.Client.tasks.get: the argument task_id was removed or renamed: calls that name it fail",
            "major kps.Client.tasks.get: the argument id is new and required: calls of the last release lack it",
        ],
    ),
    (
        "task_id: str, language: str = 'en'",
        "language: str = 'en', task_id: str = ''",
        [
            "major kps.Client.tasks.get: the argument task_id moved: calls that give it by place differ",
            "major kps.Client.tasks.get: the argument language moved: calls that give it by place differ",
        ],
    ),
    (
        "id: str, language",
        "id: str, *, language",
        [
            "major kps.Client.tasks.get: the argument language was positional or keyword and is keyword-only: calls "
            "that give it otherwise fail"
        ],
    ),
    (
        "region: str | None = None",
        "region: str | None",
        ["major kps.Client: the argument region became required: calls without it fail"],
    ),
    ("= 30.0", "= 60.0", ["major kps.Client: the default of timeout went from 30.0 to 60.0: calls without it differ"]),
    ("close(self", "close(self, *, retry: int = 3", ["minor kps.Client.close: the argument retry is new"]),
    (
        "    def get(",
        "    async def get(",
        ["major kps.Client.tasks.get: is awaited otherwise: it was async and is not, or the other way round"],
    ),
    ("-> Task:", "-> Task | None:", ["minor kps.Client.tasks.get: what it returns went from Task to Task | None"]),
    (
        "task_id: str,",
        "task_id: UUID,",
        ["minor kps.Client.tasks.get: the type of task_id went from str to UUID"],
    ),
    ("timeout: float\n", "timeout: int\n", ["minor kps.Client.timeout: its type went from float to int"]),
    (
        "    @property\n    def open",
        "    def open",
        ["major kps.Client.open: was an attribute and is a function: its use differs"],
    ),
    (
        "'ready'",
        "'waiting'",
        ["major kps.Phase.READY: went from 'ready' to 'waiting': stored and compared texts differ"],
    ),
    (
        "(KpsError, ValueError)",
        "(KpsError)",
        ["major kps.TaskError: is no ValueError any more: code that catches or accepts it as one fails"],
    ),
]


@pytest.mark.parametrize(("was", "now", "expected"), EDITS, ids=[now.strip() or was for was, now, _ in EDITS])
def test_each_edit_is_told_in_a_sentence(was: str, now: str, expected: list[str]) -> None:
    new = OLD.replace(was, now)
    assert new != OLD
    found = [f"{change.level.name.lower()} {change}" for change in python_changes("kps", OLD, new)]
    assert found == expected


def test_nothing_is_said_of_the_same_api() -> None:
    assert python_changes("kps", OLD, OLD) == []


def test_what_many_share_is_said_once() -> None:
    new = OLD.replace("    ...", "    def to_dict(self) -> dict[str, Any]: ...")
    (change,) = python_changes("kps", OLD, new)
    assert change.where == "kps.Task.to_dict and kps.TaskError.to_dict"


def test_the_api_is_written_down_with_its_defaults() -> None:
    lines = surface("kps_tasks").splitlines()
    assert "    READY = 'ready'" in lines
    assert "    def get(self, task_id: str) -> Task: ..." in lines
    assert "    async def get(self, task_id: str) -> Task: ..." in lines
    assert "    request_id: object" in lines, "set by the constructor of an error"
    assert any("timeout: float = 30.0" in line for line in lines), "a constant of the module, as its value"
    assert any(line.startswith("    def __init__(self, *, attempts: int = 5") for line in lines), "made by attrs"


@pytest.mark.parametrize("package", PACKAGES)
def test_usages_have_every_name_and_argument(package: str) -> None:
    """What no line of it uses, a type checker could not miss in a later release."""
    code = (ROOT / USAGES).read_text()
    text = surface(package)
    classes = set(re.findall(r"^class (\w+)", text, re.MULTILINE)) - {"Tasks", "AsyncTasks"}  # which Client.tasks is
    members = set(re.findall(r"^    (?:async )?(?:def )?([a-z]\w*|[A-Z_]+)(?=[:(]| =)", text, re.MULTILINE))
    arguments = {name for line in text.splitlines() for name in re.findall(r"[(,] (\w+):", line)}
    assert classes - set(re.findall(r"\w+", code)) == set()
    assert members - set(re.findall(r"\.(\w+)", code)) == set()
    assert arguments - set(re.findall(r"(\w+)=", code)) == set()


def test_code_of_the_last_release_that_no_longer_type_checks(tmp_path: Path) -> None:
    usages = tmp_path / "usages.py"
    usages.write_text("from kps_tasks import Client\n\nwith Client() as kps:\n    kps.tasks.get(name='id')\n")
    (change,) = usage_changes(usages)
    assert str(change) == (
        "code of the last release: `kps.tasks.get(name='id')` no longer type-checks: "
        'Unexpected keyword argument "name" for "get" of "Tasks"'
    )
