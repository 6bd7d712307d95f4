"""The distribution: built, installed away from any source tree, and used."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = (
    "wrapper/test_responses.py",
    "wrapper/test_cli.py::TestLists",
    "wrapper/test_public.py",
    "wrapper/test_states.py",
)

pytestmark = pytest.mark.xdist_group("wheel")


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build source distribution and wheel; the wheel is built from the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment with the dependencies but without the source; return its Python."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # A path in a .pth file is searched, but .pth files in it are not read, so the editable install stays unknown.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_the_wheel_holds_the_packages_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    packages = {name.partition("/")[0] for name in names}
    expected = {"kps_tasks", "kps_tasks_client", "kps_tasks_mock", "kps_contract"}
    assert {name for name in packages if not name.endswith(".dist-info")} == expected
    assert {f"{package}/py.typed" for package in expected} <= names
    assert "kps_tasks_mock/seeds/documented.yaml" in names
    assert {"kps_contract/openapi.yaml", "kps_contract/settings/live.overlay.yaml"} <= names
    assert [name for name in names if name.endswith("dist-info/licenses/LICENSE")]


def test_the_installed_commands_work(installed):
    commands = installed.parent
    place = run(installed, "-c", "import kps_tasks; print(kps_tasks.__file__)", cwd=commands).strip()
    assert Path(place).is_relative_to(commands.parent)
    assert "running" in run(commands / "kps-tasks", "--help", cwd=commands)
    assert "--seed" in run(commands / "kps-tasks-mock", "--help", cwd=commands)
    assert run(installed, "-m", "kps_tasks", "--version", cwd=commands) == run(
        commands / "kps-tasks", "--version", cwd=commands
    )


def test_the_installed_contract_suite_tests_the_mock(installed, tmp_path):
    place = run(installed, "-c", "import kps_contract.spec as spec; print(spec.spec_file())", cwd=tmp_path).strip()
    assert Path(place).is_relative_to(installed.parents[1])
    said = run(installed.parent / "kps-contract", "run", "--quick", "--only", "relations", cwd=tmp_path)
    assert "contract: passed" in said
    assert (tmp_path / "build" / "contract" / "summary.md").exists()


def test_the_behaviour_tests_pass_on_the_installed_package(installed, tmp_path):
    shutil.copytree(ROOT / "tests" / "wrapper", tmp_path / "tests" / "wrapper")
    (tmp_path / "pytest.ini").touch()
    options = ("-m", "pytest", "--import-mode=importlib", "-q", "-p", "no:cacheprovider")
    out = run(installed, *options, *(f"tests/{name}" for name in TESTS), cwd=tmp_path)
    assert " passed" in out
    assert "failed" not in out
