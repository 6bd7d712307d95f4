"""The code samples in curl and Python, each run against the mock; `make docs-samples` runs the other languages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from .playground import ROOT, TASK, served_mock

SAMPLES = ROOT / "docs/samples"
OPERATIONS = {
    "ListKeypairTask": "RUNNING_RESET",
    "ListRunningTask": "Test",
    "ListFailedTask": "Update public key error",
}
FILES = {"Sample.java", "curl.sh", "main.go", "python.py", "python_async.py", "sample.ts"}


def run(command, environment):
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def assert_shows_the_task(done, operation, mock):
    assert done.returncode == 0, done.stderr
    assert TASK in done.stdout
    assert OPERATIONS[operation] in done.stdout
    assert mock.token not in done.stdout + done.stderr
    assert [request.header("X-Auth-Token") for request in mock.requests] == [mock.token] * len(mock.requests)
    assert mock.requests


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_curl(operation):
    with served_mock() as (mock, environment):
        done = run(["sh", "-eu", str(SAMPLES / operation / "curl.sh")], environment)
        assert_shows_the_task(done, operation, mock)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_fails_when_the_service_says_no():
    with served_mock() as (_, environment):
        done = run(["sh", "-eu", str(SAMPLES / "ListRunningTask/curl.sh")], environment | {"KPS_TOKEN": "wrong"})
        assert done.returncode != 0
        assert "APIGW.0301" in done.stdout


@pytest.mark.parametrize("file", ["python.py", "python_async.py"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_python(operation, file):
    with served_mock() as (mock, environment):
        done = run([sys.executable, str(SAMPLES / operation / file)], environment)
        assert_shows_the_task(done, operation, mock)


def test_no_sample_is_missing():
    found = {operation: {path.name for path in (SAMPLES / operation).iterdir()} for operation in OPERATIONS}
    assert found == dict.fromkeys(OPERATIONS, FILES)


@pytest.mark.parametrize(("file", "folder"), [("main.go", "go"), ("sample.ts", "typescript"), ("Sample.java", "java")])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_sample_uses_the_client_of_this_project_and_says_how_to_make_it(operation, file, folder):
    name = yaml.safe_load((ROOT / "clients" / folder / "recipe.yaml").read_text("utf-8"))["identity"]
    text = (SAMPLES / operation / file).read_text("utf-8")
    assert f"`make client-{folder} {name['option']}={name['example']}`" in text
    assert re.search(rf'(import |kps |from )["]?{re.escape(name["example"])}', text)
