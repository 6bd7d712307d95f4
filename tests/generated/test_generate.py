"""The drift check detects every way in which the generated client can differ from the spec, and names the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools import generate

MODEL = generate.PACKAGE / "models" / "keypair_task.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the client and of the files it is generated from."""
    for name in generate.INPUTS:
        shutil.copy(generate.ROOT / name, tmp_path / name)
    for folder in (generate.PACKAGE, generate.TEMPLATES):
        shutil.copytree(generate.ROOT / folder, tmp_path / folder)
    return tmp_path


def check(checkout: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = generate.main(["check", "--root", str(checkout)])
    return code, capsys.readouterr().err.splitlines()[:-1]


def test_a_second_generation_changes_no_byte(checkout):
    before = generate.files(checkout / generate.PACKAGE)
    assert generate.main(["write", "--root", str(checkout)]) == 0
    assert generate.files(checkout / generate.PACKAGE) == before
    assert "py.typed" in before


def test_each_file_that_differs_is_named(checkout, capsys):
    with (checkout / MODEL).open("a") as file:
        file.write("# a small change\n")
    (checkout / generate.PACKAGE / "errors.py").unlink()
    (checkout / generate.PACKAGE / "extra.py").touch()
    (checkout / "generated" / "stray.py").touch()
    code, lines = check(checkout, capsys)
    assert code == 1
    assert sorted(lines) == [
        f"{generate.PACKAGE}/errors.py: missing",
        f"{generate.PACKAGE}/extra.py: not a file that the generator makes",
        f"{MODEL}: edited by hand",
        "generated/stray.py: not a file that the generator makes",
    ]


def test_a_stale_client_is_named_with_what_changed(checkout, capsys):
    spec = checkout / "openapi.yaml"
    spec.write_text(spec.read_text().replace("ID of the server whose key pair", "ID of that server whose key pair"))
    code, lines = check(checkout, capsys)
    assert code == 1
    assert f"{MODEL}: stale: openapi.yaml changed since it was generated" in lines
    assert not [line for line in lines if "edited" in line]


def test_a_missing_client_is_all_missing(checkout, capsys):
    shutil.rmtree(checkout / generate.PACKAGE)
    code, lines = check(checkout, capsys)
    assert code == 1
    assert lines
    assert all(line.endswith(": missing") for line in lines)


def test_a_spec_that_the_generator_refuses_leaves_the_client_alone(checkout, capsys):
    before = generate.files(checkout / generate.PACKAGE)
    (checkout / "openapi.yaml").write_text("openapi: 3.0.3\n")
    assert generate.main(["write", "--root", str(checkout)]) == 1
    assert "refused openapi.yaml" in capsys.readouterr().err
    assert generate.files(checkout / generate.PACKAGE) == before


def test_a_request_is_built_without_being_sent():
    from kps_tasks_client.api.tasks import list_keypair_task, list_running_task
    from kps_tasks_client.types import Request

    assert list_keypair_task.request("p", "a/b") == Request("GET", "/v3/p/tasks/a%2Fb")
    assert list_running_task.request("p", limit=5) == Request("GET", "/v3/p/running-tasks", {"limit": 5})
    with pytest.raises(ValueError, match="task_id '..' cannot be sent"):
        list_keypair_task.request("p", "..")
