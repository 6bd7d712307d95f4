"""The public interface: its names, and what importing it loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import kps_tasks

SOURCE = Path(kps_tasks.__file__)


def test_every_public_name_is_there_and_typed():
    typed = {
        alias.name
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert typed == set(kps_tasks.__all__)
    assert kps_tasks.__all__ == sorted(kps_tasks.__all__) == dir(kps_tasks)
    for name in kps_tasks.__all__:
        assert getattr(kps_tasks, name).__class__
    assert not hasattr(kps_tasks, "no_such_name")


def test_every_public_class_is_documented():
    for name in kps_tasks.__all__:
        value = getattr(kps_tasks, name)
        if isinstance(value, type):
            assert value.__doc__, name
            for attribute, member in vars(value).items():
                if not attribute.startswith("_") and (callable(member) or isinstance(member, property)):
                    assert member.__doc__, f"{name}.{attribute}"


def loaded_by(code: str) -> set[str]:
    """Modules that are loaded after *code* ran in a separate process."""
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_brings_neither_the_command_line_nor_the_mock():
    every_name = f"import kps_tasks; [getattr(kps_tasks, name) for name in {kps_tasks.__all__}]"
    assert loaded_by(every_name) & {"click", "rich", "pygments", "yaml", "uvicorn", "kps_tasks_mock"} == set()
    assert "httpx" in loaded_by(every_name)
    assert "httpx" not in loaded_by("from kps_tasks import AsyncClient, Client"), "imported with the first client"


def test_httpx_is_whole_afterwards():
    code = "import kps_tasks; kps_tasks.StaticToken; import httpx, httpx._main; httpx.Client(); assert httpx._main.main"
    assert "click" in loaded_by(code)
    assert "click" in loaded_by("import httpx, kps_tasks; kps_tasks.StaticToken"), "imported by somebody else before"


def test_help_waits_for_no_http_library():
    command = "import runpy, sys; sys.argv[1:] = ['get', 'x', '-h']; runpy.run_module('kps_tasks', run_name='__main__')"
    loaded = loaded_by(f"try: {command}\nexcept SystemExit as end: assert not end.code")
    assert "click" in loaded
    assert loaded & {"httpx", "attrs", "attr"} == set()
