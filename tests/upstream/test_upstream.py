"""What the vendor's SDKs and pages state, read from texts in each language's form."""

from __future__ import annotations

import sys
import zipfile

import pytest
import yaml

from kps_contract import overlay
from kps_contract.spec import openapi
from tools.upstream.__main__ import main
from tools.upstream.sdks import files
from tools.upstream.stated import stated_in

PYTHON = {
    "kps/v3/region/kps_region.py": 'XX_NEW_1 = Region("xx-new-1",\n   "https://kms.xx-new-1.myhuaweicloud.com")\n'
    'Y = Region("yy-far-9", "https://kms.yy-far-9.myhuaweicloud.eu")',
    "kps/v3/model/failed_tasks.py": "openapi_types = {\n        'task_id': 'str',\n        'task_note': 'str'\n    }\n"
    "r''' - FAILED_RESET x - FAILED_CLEAR y'''",
}
GO = {
    "go/kps/region/region.go": 'X = region.NewRegion("xx-new-1",\n\t\t"https://kms.xx-new-1.myhuaweicloud.com")',
    "go/kps/model/model_failed_tasks.go": 'TaskNote *string `json:"task_note,omitempty"`\n// FAILED_CLEAR x',
}
JAVA = {
    "kps/region/KpsRegion.java": 'X = new Region("xx-new-1", "https://kms.xx-new-1.myhuaweicloud.com");',
    "kps/model/FailedTasks.java": '@JsonProperty(value = "task_note")\nnew OperateTypeEnum("FAILED_CLEAR")',
}


@pytest.mark.parametrize("sdk", [PYTHON, GO, JAVA], ids=["python", "go", "java"])
def test_each_language_is_read(sdk):
    stated = stated_in(sdk.items())
    assert stated.regions["xx-new-1"] == "https://kms.xx-new-1.myhuaweicloud.com"
    assert "FailedTask.task_note" in stated.fields
    assert "FAILED_CLEAR" in stated.states


def test_what_is_new_is_told_and_proposed(tmp_path, monkeypatch, capsys):
    (tmp_path / "python").mkdir()
    with zipfile.ZipFile(tmp_path / "python/kps.whl", "w") as wheel:
        for name, text in PYTHON.items():
            wheel.writestr(name, text)
    monkeypatch.setattr(sys, "argv", ["upstream", "--from", str(tmp_path), "--output", str(tmp_path)])
    assert main() == 1
    said = capsys.readouterr().out
    assert "new region: xx-new-1 (python)" in said
    assert "FAILED_RESET" not in said
    changed = overlay.apply(openapi().document, yaml.safe_load((tmp_path / "proposed.overlay.yaml").read_text()))
    assert "xx-new-1" in changed["servers"][0]["variables"]["region"]["enum"]
    assert changed["servers"][-1]["url"] == "https://kms.yy-far-9.myhuaweicloud.eu"
    assert "task_note" in changed["components"]["schemas"]["FailedTask"]["properties"]
    assert changed["components"]["schemas"]["KnownTaskStatus"]["enum"][-1] == "FAILED_CLEAR"


def test_nothing_read_is_no_success(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["upstream", "--from", str(tmp_path), "--output", str(tmp_path)])
    assert main() == 2


def test_pages_are_read_too(tmp_path):
    (tmp_path / "page.html").write_text("<td>SUCCESS_CLEAR</td>")
    assert stated_in(files(tmp_path)).states == {"SUCCESS_CLEAR"}
