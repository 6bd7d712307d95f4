"""The surfaces of the Python packages and the commands: what they contain, and code that relies on it."""

from __future__ import annotations

import re
from pathlib import Path

from tools.surface.commands import command_lines
from tools.surface.last import USAGES
from tools.surface.lines import surface
from tools.surface.python import python_lines
from tools.surface.type_check import usage_changes
from tools.surface.version import ROOT

PYTHON = surface(python_lines())
COMMANDS = surface(command_lines())


def test_what_users_of_python_rely_on() -> None:
    expected = {
        "kps_tasks.Phase.READY": "'ready'",
        "kps_tasks.Phase.finished": "an attribute; of type bool",
        "kps_tasks.Client.tasks.get": "a method; with result Task",
        "kps_tasks.AsyncClient.tasks.get": "a method; awaited; with result Task",
        "kps_tasks.Client.tasks.get(task_id)": "argument 1; required; of type str",
        "kps_tasks.Client(timeout)": "by keyword; by default 30.0; of type float | Timeout",  # a constant's value
        "kps_tasks.Client.from_env": "a classmethod; with result Self",
        "kps_tasks.Client.from_env(overrides)": "any variadic keyword; of type Unpack[ClientArguments]",
        "kps_tasks.RetryPolicy(attempts)": "by keyword; by default 5; of type int",  # made by attrs
        "kps_tasks.RateLimitError.request_id": "an attribute",  # set by a constructor, and inherited
        "kps_tasks.TaskTimeoutError as KpsError": "",
        "kps_tasks.Pager": "a class",
        "kps_tasks_mock.Request.at": "an attribute; of type float",
        "kps_tasks_mock.MockKps.requests": "an attribute; of type list[Request]",  # without the private module
    }
    assert {subject: PYTHON.get(subject) for subject in expected} == expected


def test_what_scripts_rely_on() -> None:
    expected = {
        "kps-tasks auth check": "a command",
        "kps-tasks get, argument 1": "takes any number; required",
        "kps-tasks wait, argument 1": "takes any number; required",
        "kps-tasks completion, argument 1 zsh": "",
        "kps-tasks running --limit": "takes integer range; by default 1000",
        "kps-tasks running --watch": "a flag",
        "kps-tasks failed --output jsonl": "",
        "kps-tasks, exit code for out of time": "124",
        "kps-tasks-mock --port": "takes a value; by default 0",
        "kps-contract run --kind live": "",
    }
    assert {subject: COMMANDS.get(subject) for subject in expected} == expected


def test_nothing_private_is_public() -> None:
    """Names with an underscore, what only the library creates, and members of other libraries' classes."""
    assert [subject for subject in PYTHON if re.search(r"[.( ]_(?!_(iter|aiter|len|enter|aenter)__)", subject)] == []
    assert not {"kps_tasks.Pager(flow)", "kps_tasks.StaticToken.auth_flow", "kps_tasks.Phase(value)"} & PYTHON.keys()


def test_usages_have_every_name_and_argument() -> None:
    """If no line here uses something, a type checker could not miss it in a later release."""
    code = (ROOT / USAGES).read_text()
    classes = {subject.rpartition(".")[2] for subject, value in PYTHON.items() if value == "a class"}
    members = {found[1] for subject in PYTHON if (found := re.search(r"\.\w+\.([A-Za-z]\w*)$", subject))}
    named = [subject for subject, value in PYTHON.items() if not value.startswith("any variadic")]
    arguments = {found[1] for subject in named if (found := re.search(r"\((\w+)\)$", subject))}
    assert classes - set(re.findall(r"\w+", code)) == set()
    assert members - set(re.findall(r"\.(\w+)", code)) == set()
    assert arguments - set(re.findall(r"(\w+)=", code)) == set()


def test_code_of_the_last_release_that_no_longer_type_checks(tmp_path: Path) -> None:
    usages = tmp_path / "usages.py"
    usages.write_text("from kps_tasks import Client\n\nwith Client() as kps:\n    kps.tasks.get(name='id')\n")
    (change,) = usage_changes(usages)
    assert change.sentence == (
        "code of the last release: `kps.tasks.get(name='id')` no longer type-checks: "
        'Unexpected keyword argument "name" for "get" of "Tasks"'
    )
