"""Break each house rule of `.spectral.yaml` once: that rule must report it, and no other.

Run by ``make lint-spec``; not part of ``make test``, which needs no Node.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from kps_contract.spec import openapi

ROOT = Path(__file__).resolve().parents[2]
SPECTRAL = ROOT / "build" / "lint" / "node_modules" / ".bin" / "spectral"
RULES = yaml.safe_load((ROOT / ".spectral.yaml").read_text())["rules"]
SPEC = openapi().document
ONE = "/v3/{project_id}/tasks/{task_id}"

Spec = dict[str, Any]


def operation(spec: Spec) -> Spec:
    found: Spec = spec["paths"][ONE]["get"]
    return found


def part(spec: Spec, kind: str, name: str) -> Spec:
    found: Spec = spec["components"][kind][name]
    return found


def task(spec: Spec) -> Spec:
    return part(spec, "schemas", "KeypairTask")


def field(spec: Spec) -> Spec:
    found: Spec = task(spec)["properties"]["server_id"]
    return found


def error_body(spec: Spec) -> Spec:
    found: Spec = part(spec, "responses", "NotFound")["content"]["application/json"]
    return found


def deleting(spec: Spec) -> None:
    spec["paths"][ONE]["delete"] = deepcopy(operation(spec)) | {"operationId": "ListNothing"}


# Edits that break each rule, one for each thing it requires.
EDITS: list[tuple[str, Callable[[Spec], object]]] = [
    ("kps-only-get", deleting),
    ("kps-operation-id", lambda spec: operation(spec).update(operationId="list_task")),
    ("kps-operation-id", lambda spec: operation(spec).update(operationId="DeleteTask")),
    ("kps-operation-page", lambda spec: operation(spec).pop("externalDocs")),
    ("kps-operation-permission", lambda spec: operation(spec).pop("x-kps-permission")),
    *(
        ("kps-error-statuses", lambda spec, status=status: operation(spec)["responses"].pop(status))
        for status in ("400", "401", "403", "404", "429")
    ),
    *(
        (
            "kps-no-guessed-answers",
            lambda spec, status=status: operation(spec)["responses"].update(
                {status: {"$ref": "#/components/responses/NotFound"}}
            ),
        )
        for status in ("default", "502")
    ),
    ("kps-error-body", lambda spec: error_body(spec).update(schema={"$ref": "#/components/schemas/NestedError"})),
    ("kps-request-id", lambda spec: part(spec, "responses", "NotFound").pop("headers")),
    ("kps-answer-example", lambda spec: error_body(spec).pop("examples")),
    ("kps-example-summary", lambda spec: error_body(spec)["examples"]["gateway"].pop("summary")),
    ("kps-parameter-example", lambda spec: part(spec, "parameters", "Limit").pop("example")),
    ("kps-parameter-example", lambda spec: part(spec, "parameters", "TaskId").pop("example")),
    ("kps-header-example", lambda spec: part(spec, "headers", "RequestId").pop("example")),
    ("kps-field-description", lambda spec: field(spec).pop("description")),
    ("kps-sentences", lambda spec: field(spec).update(description="ID of the server")),
    ("kps-sentences", lambda spec: operation(spec).update(description="State of the task")),
    ("kps-open-values", lambda spec: task(spec)["properties"]["task_status"].update(enum=SPEC_VALUES)),
    ("kps-tolerant-answers", lambda spec: task(spec).update(required=["task_id"])),
    ("kps-tolerant-answers", lambda spec: task(spec).update(additionalProperties=False)),
    ("kps-tolerant-answers", lambda spec: field(spec).update(pattern="^[a-z0-9-]+$")),
    ("kps-tolerant-answers", lambda spec: field(spec).update(maxLength=64)),
    ("kps-plain-formats", lambda spec: field(spec).update(format="uuid")),
    ("kps-known-values", lambda spec: part(spec, "schemas", "KnownTaskStatus").pop("x-kps-values")),
    ("kps-known-values", lambda spec: part(spec, "schemas", "KnownTaskStatus").pop("x-enum-descriptions")),
    (
        "kps-token",
        lambda spec: spec["components"]["securitySchemes"].update(
            XAuthToken={"type": "http", "scheme": "bearer", "description": "Token."}
        ),
    ),
    ("kps-https", lambda spec: spec["servers"][0].update(url="http://kms.{region}.myhuaweicloud.com")),
]
SPEC_VALUES = part(SPEC, "schemas", "KnownTaskStatus")["enum"]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The rules that each broken spec violates, by its name; one run for all, because starting takes longest."""
    folder = tmp_path_factory.mktemp("broken")
    for index, (_, edit) in enumerate(EDITS):
        spec = deepcopy(SPEC)
        edit(spec)
        (folder / f"{index}.json").write_text(json.dumps(spec), encoding="utf-8")
    done = subprocess.run(
        [SPECTRAL, "lint", "--ruleset", ROOT / ".spectral.yaml", "--format", "json", *sorted(folder.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    found: dict[str, set[str]] = {}
    for result in json.loads(done.stdout):
        found.setdefault(Path(result["source"]).stem, set()).add(result["code"])
    return found


@pytest.mark.parametrize("index", range(len(EDITS)), ids=[f"{index}-{rule}" for index, (rule, _) in enumerate(EDITS)])
def test_a_broken_rule_is_said_and_no_other(index: int, said: dict[str, set[str]]) -> None:
    assert said.get(str(index)) == {EDITS[index][0]}


def test_every_house_rule_is_broken_once() -> None:
    assert {rule for rule, _ in EDITS} == {rule for rule in RULES if rule.startswith("kps-")}
