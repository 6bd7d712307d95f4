"""Slow checks of the documents: `make docs-samples`.

The code samples in compiled languages, each built with this project's client, and the script of the CI recipes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kps_tasks_mock import MockKps

from .playground import ROOT, served_mock, snippets
from .test_samples import OPERATIONS, SAMPLES, assert_shows_the_task, run

BUILD = ROOT / "build/docs-samples"
TYPESCRIPT = ROOT / "docs/samples/package.json"


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


def build(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, ""), command


def client(folder: str) -> Path:
    """Build one of this project's clients from its recipe."""
    subprocess.run([sys.executable, "-m", "clients.driver", "build", folder], cwd=ROOT, check=True, timeout=900)
    return ROOT / "build/clients" / folder


def copy(source: Path, target: Path, folder: str) -> None:
    """Copy a sample, replacing the example's package name with the one used here."""
    name = yaml.safe_load((ROOT / "clients" / folder / "recipe.yaml").read_text())["identity"]
    text = source.read_text("utf-8")
    assert name["example"] in text
    target.write_text(text.replace(name["example"], name["default"]), "utf-8")


@pytest.fixture(params=OPERATIONS)
def operation(request):
    return request.param


@pytest.fixture(scope="session")
def go_client():
    need("go", "gofmt", "java")
    return client("go")


def test_go(operation, go_client, tmp_path):
    source = SAMPLES / operation / "main.go"
    assert run(["gofmt", "-l", str(source)], None).stdout == ""
    copy(source, tmp_path / "main.go", "go")
    (tmp_path / "go.mod").write_text("module sample.invalid/sample\n\ngo 1.23\n")
    module = "example.invalid/kps-tasks"
    build(["go", "mod", "edit", f"-require={module}@v0.0.0", f"-replace={module}={go_client}"], tmp_path)
    build(["go", "vet", "."], tmp_path)
    build(["go", "build", "-o", "sample", "."], tmp_path)
    with served_mock() as (mock, environment):
        assert_shows_the_task(run([str(tmp_path / "sample")], environment), operation, mock)


@pytest.fixture(scope="session")
def java_classes():
    need("javac", "java", "mvn")
    client("java")
    target = ROOT / "build/clients-work/java/target"
    return f"{target / 'classes'}:{target / 'lib'}/*"


def test_java(operation, java_classes, tmp_path):
    copy(SAMPLES / operation / "Sample.java", tmp_path / "Sample.java", "java")
    build(["javac", "-Xlint:all", "-Werror", "-cp", java_classes, "-d", ".", "Sample.java"], tmp_path)
    with served_mock() as (mock, environment):
        done = run(["java", "-Dfile.encoding=UTF-8", "-cp", f"{tmp_path}:{java_classes}", "Sample"], environment)
        assert_shows_the_task(done, operation, mock)


@pytest.fixture(scope="session")
def typescript():
    """Install the pinned compiler, and the client beside it."""
    need("node", "npm", "java")
    pinned = json.loads(TYPESCRIPT.read_text())["devDependencies"]
    folder = BUILD / "typescript"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(TYPESCRIPT.with_name(name), folder)
    compiler = folder / "node_modules/typescript/package.json"
    if not compiler.exists() or json.loads(compiler.read_text())["version"] != pinned["typescript"]:
        subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True, timeout=300)
    (package,) = client("typescript").glob("*.tgz")
    options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--offline"]
    subprocess.run(["npm", "install", "--silent", *options, str(package)], cwd=folder, check=True, timeout=300)
    return folder


def test_typescript(operation, typescript):
    target = typescript / operation
    target.mkdir(exist_ok=True)
    copy(SAMPLES / operation / "sample.ts", target / "sample.mts", "typescript")
    options = ["--strict", "--noUnusedLocals", "--target", "es2022", "--module", "nodenext", "--types", "node"]
    build([str(typescript / "node_modules/.bin/tsc"), *options, str(target / "sample.mts")], typescript)
    with served_mock() as (mock, environment):
        assert_shows_the_task(run(["node", str(target / "sample.mjs")], environment), operation, mock)


def test_the_script_of_the_ci_recipes_runs(tmp_path):
    (script,) = snippets((ROOT / "docs/guides/en/ci.md").read_text("utf-8"), "bash")
    mock = MockKps.from_seed("contract")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with mock.serve() as url:
        environment = os.environ | mock.environment(url) | {"PATH": path, "QUICK": "1"}
        passed = subprocess.run(["sh", "-eu", "-c", script], env=environment, cwd=tmp_path, timeout=120, check=False)
        mock.fail("ListFailedTask", times=None, body="html")
        failed = subprocess.run(["sh", "-eu", "-c", script], env=environment, cwd=tmp_path, timeout=120, check=False)
    assert (passed.returncode, failed.returncode) == (0, 1)
    assert "responses compared" in (tmp_path / "contract/drift.txt").read_text()
    assert {path.name for path in (tmp_path / "contract").iterdir()} >= {"summary.md", "report.html", "junit.xml"}
