"""From the spec to users in one step: after `make generate`, a field added to a row is everywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from kps_contract.spec import load
from tools import generate

FIELD = "shelf_label"
DESCRIPTION = "Label of the shelf that the server stands on."
FOLDERS = ("generated", "wrapper", "mock", "tools/templates")

PROGRAM = """
import contextlib, inspect, io, json, os
from kps_tasks import Client, FailedTask, RunningTask, StaticToken
from kps_tasks._cli import main
from kps_tasks_mock import MockKps

seed = {"projects": {"p": {
    "tasks": [{"operation": "reset", "shelf_label": "A 1"}, {"status": "FAILED_BIND", "shelf_label": "A 2"}],
    "failures": [{"operate_type": "FAILED_RESET", "shelf_label": "A 3"}, {"operate_type": "FAILED_RESET"}],
    "tokens": ["t"],
}}}
mock = MockKps.from_dict(seed)
with Client(endpoint="http://mock", project_id="p", auth=StaticToken("t"), transport=mock.transport()) as kps:
    running, failed = list(kps.tasks.list_running()), list(kps.tasks.list_failed())
printed = {}
with mock.serve() as url:
    os.environ.update(KPS_ENDPOINT=url, KPS_PROJECT_ID="p", KPS_TOKEN="t")
    for form in ("json", "jsonl", "csv"):
        with contextlib.redirect_stdout(io.StringIO()) as stdout:
            main(["failed", "-o", form])
        printed[form] = stdout.getvalue()
print(json.dumps({
    "docstring": inspect.getdoc(RunningTask.shelf_label),
    "missing": RunningTask({}).shelf_label,
    "running": [task.to_dict()["shelf_label"] for task in running],
    "failed": [task.shelf_label for task in failed],
    **printed,
}))
"""


pytestmark = pytest.mark.xdist_group("new field")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a copy of this checkout whose lists have another field, after `make generate`."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in FOLDERS:
        shutil.copytree(generate.ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in generate.INPUTS:
        shutil.copy(generate.ROOT / name, root / name)
    spec = root / "openapi.yaml"
    keypair_name = "        keypair_name:\n          type: string\n"
    added = f"        {FIELD}:\n          type: string\n          description: {DESCRIPTION}\n"
    assert spec.read_text().count(keypair_name) == 2
    spec.write_text(spec.read_text().replace(keypair_name, added + keypair_name))
    assert generate.main(["write", "--root", str(root)]) == 0

    venv.create(root / "venv", symlinks=True)
    (site,) = (root / "venv").glob("lib/python*/site-packages")
    places = [*(root / folder for folder in FOLDERS[:3]), sysconfig.get_path("purelib")]
    (site / "copy.pth").write_text("".join(f"{place}\n" for place in places))  # the packages' own .pth are not read
    return root / "venv/bin/python"


def test_a_new_field_of_the_lists_is_everywhere(python):
    done = subprocess.run([python, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["docstring"] == DESCRIPTION
    assert said["missing"] is None
    assert said["running"] == ["A 1"]
    assert {"A 2", "A 3"} < set(said["failed"])
    assert all(isinstance(label, str) and label for label in said["failed"])
    assert [row[FIELD] for row in json.loads(said["json"])] == said["failed"]
    assert [json.loads(line)[FIELD] for line in said["jsonl"].splitlines()] == said["failed"]
    assert FIELD in said["csv"].splitlines()[0].split(",")


def test_a_new_field_is_a_line_of_the_reference(python):
    from docs.site.pages import Pages
    from docs.site.published import published

    spec = published("en")
    spec.schemas["FailedTask"] = load(python.parents[2] / "openapi.yaml")["components"]["schemas"]["FailedTask"]
    (page,) = (text for name, text in Pages(spec, "en").reference().items() if name.startswith("ListFailed"))
    assert f'id="response-tasks-{FIELD}"' in page
    assert DESCRIPTION in page
