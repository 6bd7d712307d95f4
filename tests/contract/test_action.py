"""The GitHub action: its steps, run by hand in a folder that is not our checkout."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "contract/action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.fixture
def step(tmp_path):
    """Return a function that runs one step with inputs, like the runner of a workflow."""
    (tmp_path / "kps-contract").mkdir()
    (tmp_path / "kps-contract/bin").symlink_to(Path(sys.executable).parent)

    def run(name, **inputs):
        values = {key: words.get("default", "") for key, words in ACTION["inputs"].items()} | inputs
        own = {
            key: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: values[found[1]], text)
            for key, text in STEPS[name]["env"].items()
        }
        kept = {key: text for key, text in os.environ.items() if not key.startswith("KPS_")}
        credential = {"KPS_PROJECT_ID": "0123456789abcdef0123456789abcdef", "KPS_TOKEN": "contract-token"}
        runner = {"RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "step.md")}
        runner["GITHUB_ACTIONS"] = "true"
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]]
        return subprocess.run(
            words,
            cwd=tmp_path,
            env=kept | credential | runner | own,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.mark.parametrize(("seed", "code"), [("contract", 0), ("documented", 1)])
def test_a_stand_in_is_served_and_tested(step, tmp_path, seed, code):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve = shlex.join([sys.executable, "-m", "kps_tasks_mock", "--port", str(port), "--seed", seed])
    target = f"http://127.0.0.1:{port}"
    done = step("Test", target=target, serve=f"sleep 0.5; {serve} & wait", args="--only pages --watch 0")
    assert done.returncode == code, done.stdout + done.stderr
    assert ("::error title=Contract" in done.stdout) == bool(code)
    assert step("Summary").returncode == 0
    assert ("FAILED" in (tmp_path / "step.md").read_text()) == bool(code)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
