"""The spec as a kind of target is held to, and the facts of it that the suite needs."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from .overlay import overlaid
from .spec import Node, Spec, media, openapi, spec_file

SETTINGS = Path(__file__).with_name("settings")


class Kind(StrEnum):
    """What a target is, and so what may be asked of it and what it is held to."""

    MOCK = "mock"
    STAND_IN = "stand-in"
    LIVE = "live"


@cache
def strict(kind: Kind, *, new_fields: bool = False) -> Spec:
    """Return openapi.yaml with the overlays that make it strict for *kind*, which may have *new_fields* or not."""
    names = ["live"] if kind is Kind.LIVE else ["live", "strict"] if new_fields else ["live", "strict", "closed"]
    return Spec(overlaid(spec_file(), *(SETTINGS / f"{name}.overlay.yaml" for name in names)))


SHOW, FAILED, RUNNING = "ListKeypairTask", "ListFailedTask", "ListRunningTask"
LISTS = (RUNNING, FAILED)


@cache
def paths() -> dict[str, str]:
    """Return the path of each operation, by its ID."""
    return {name: operation.path for name, operation in openapi().operations().items()}


def parameter(name: str) -> Node:
    """Return a parameter of the components."""
    found: Node = openapi().document["components"]["parameters"][name]
    return found


def known(name: str) -> Node:
    """Return the words about each value of a Known… schema."""
    found: Node = openapi().schemas[name]["x-kps-values"]
    return found


@cache
def ids_in_examples_of_both_lists() -> frozenset[str]:
    """Return the task IDs that the published examples show in both lists at once."""
    pages = [media(openapi().operations()[name].responses["200"])["examples"].values() for name in LISTS]
    running, failed = ({row["task_id"] for example in page for row in example["value"]["tasks"]} for page in pages)
    return frozenset(running & failed)
