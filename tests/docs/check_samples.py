"""The code samples in compiled languages, each built without a warning and run: `make docs-samples`."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from .playground import ROOT, served_mock
from .test_samples import OPERATIONS, SAMPLES, assert_shows_the_task, run

BUILD = ROOT / "build/docs-samples"
TYPESCRIPT = ROOT / "docs/samples/package.json"


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


def build(command: list[str], folder) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, ""), command


@pytest.fixture(params=OPERATIONS)
def operation(request):
    return request.param


def test_go(operation, tmp_path):
    need("go", "gofmt")
    source = SAMPLES / operation / "main.go"
    assert run(["gofmt", "-l", str(source)], None).stdout == ""
    shutil.copy(source, tmp_path)
    (tmp_path / "go.mod").write_text("module sample\n\ngo 1.21\n")
    build(["go", "vet", "."], tmp_path)
    build(["go", "build", "-o", "sample", "."], tmp_path)
    with served_mock() as (mock, environment):
        assert_shows_the_task(run([str(tmp_path / "sample")], environment), operation, mock)


def test_java(operation, tmp_path):
    need("javac", "java")
    build(["javac", "-Xlint:all", "-Werror", "-d", str(tmp_path), str(SAMPLES / operation / "Sample.java")], tmp_path)
    with served_mock() as (mock, environment):
        assert_shows_the_task(run(["java", "-cp", str(tmp_path), "Sample"], environment), operation, mock)


@pytest.fixture(scope="session")
def typescript():
    """Install the pinned compiler, once."""
    need("node", "npm")
    pinned = json.loads(TYPESCRIPT.read_text())["devDependencies"]
    folder = BUILD / "typescript"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(TYPESCRIPT.with_name(name), folder)
    compiler = folder / "node_modules/typescript/package.json"
    if not compiler.exists() or json.loads(compiler.read_text())["version"] != pinned["typescript"]:
        subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True, timeout=300)
    return folder


def test_typescript(operation, typescript):
    target = typescript / operation
    target.mkdir(exist_ok=True)
    shutil.copy(SAMPLES / operation / "sample.ts", target / "sample.mts")
    options = ["--strict", "--noUnusedLocals", "--target", "es2022", "--module", "nodenext", "--types", "node"]
    build([str(typescript / "node_modules/.bin/tsc"), *options, str(target / "sample.mts")], typescript)
    with served_mock() as (mock, environment):
        assert_shows_the_task(run(["node", str(target / "sample.mjs")], environment), operation, mock)
