"""The spec as required of a kind of target, and the facts from it that the suite needs."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from .overlay import overlaid
from .spec import Node, Spec, media, openapi, spec_file

SETTINGS = Path(__file__).with_name("settings")


class Kind(StrEnum):
    """What a target is, which determines what may be requested of it and what is required."""

    MOCK = "mock"
    STAND_IN = "stand-in"
    LIVE = "live"


@cache
def strict(kind: Kind, *, new_fields: bool = False) -> Spec:
    """Return openapi.yaml, made strict for *kind* by overlays, with or without *new_fields*."""
    names = ["live"] if kind is Kind.LIVE else ["live", "strict"] if new_fields else ["live", "strict", "closed"]
    return Spec(overlaid(spec_file(), *(SETTINGS / f"{name}.overlay.yaml" for name in names)))


SHOW, FAILED, RUNNING = "ListKeypairTask", "ListFailedTask", "ListRunningTask"
LISTS = (RUNNING, FAILED)


@cache
def paths() -> dict[str, str]:
    """Return the path of each operation by its ID."""
    return {name: operation.path for name, operation in openapi().operations().items()}


def parameter(name: str) -> Node:
    """Return a parameter from the components."""
    found: Node = openapi().document["components"]["parameters"][name]
    return found


def known(name: str) -> Node:
    """Return the description of each value of a Known… schema."""
    found: Node = openapi().schemas[name]["x-kps-values"]
    return found


@cache
def ids_in_examples_of_both_lists() -> frozenset[str]:
    """Return the task IDs that the published examples show in both lists."""
    pages = [media(openapi().operations()[name].responses["200"])["examples"].values() for name in LISTS]
    running, failed = ({row["task_id"] for example in page for row in example["value"]["tasks"]} for page in pages)
    return frozenset(running & failed)
