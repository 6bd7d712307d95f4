"""The spec as a kind of target is held to, and the facts of it that the suite needs."""

from __future__ import annotations

import subprocess
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Node = dict[str, Any]

HERE = Path(__file__).resolve().parents[1]
ROOT = HERE.parents[1]
OVERLAY_COMMAND = ROOT / "tests" / "spec" / "overlay.py"


class Kind(StrEnum):
    """What a target is, and so what may be asked of it and what it is held to."""

    MOCK = "mock"
    STAND_IN = "stand-in"
    LIVE = "live"

    @property
    def overlays(self) -> list[Path]:
        """The overlays that make the spec strict for it."""
        names = ["live"] if self is Kind.LIVE else ["live", "strict"]
        return [HERE / f"{name}.overlay.yaml" for name in names]


@cache
def strict_text(kind: Kind) -> str:
    """Return openapi.yaml as YAML with the overlays of *kind* applied."""
    words = [sys.executable, *map(str, [OVERLAY_COMMAND, ROOT / "openapi.yaml", *kind.overlays])]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@cache
def strict(kind: Kind) -> Node:
    """Return openapi.yaml with the overlays of *kind* applied."""
    result: Node = yaml.load(strict_text(kind), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return result


@cache
def tolerant() -> Node:
    """Return openapi.yaml as it is."""
    result: Node = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    return result


SHOW, FAILED, RUNNING = "ListKeypairTask", "ListFailedTask", "ListRunningTask"
LISTS = (RUNNING, FAILED)


def paths() -> dict[str, str]:
    """Return the path of each operation, by its ID."""
    return {item["get"]["operationId"]: path for path, item in tolerant()["paths"].items()}


def parameter(name: str) -> Node:
    """Return a parameter of the components."""
    found: Node = tolerant()["components"]["parameters"][name]
    return found


def known(name: str) -> Node:
    """Return the words about each value of a Known… schema."""
    found: Node = tolerant()["components"]["schemas"][name]["x-kps-values"]
    return found


@cache
def ids_in_examples_of_both_lists() -> frozenset[str]:
    """Return the task IDs that the published examples show in both lists at once."""
    seen = [
        {row["task_id"] for example in _examples(operation) for row in example["value"]["tasks"]} for operation in LISTS
    ]
    return frozenset(seen[0] & seen[1])


def _examples(operation: str) -> list[Node]:
    answer = tolerant()["paths"][paths()[operation]]["get"]["responses"]["200"]
    return list(answer["content"]["application/json"]["examples"].values())
