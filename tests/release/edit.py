"""Edits of the spec that users notice, each with exactly what the gate says about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

Spec = dict[str, Any]

ONE, FAILED, RUNNING = (f"/v3/{{project_id}}/{rest}" for rest in ("tasks/{task_id}", "failed-tasks", "running-tasks"))
ALL = "ListKeypairTask, ListFailedTask and ListRunningTask"
LISTS = "ListFailedTask and ListRunningTask"
HOST = "https://kms.{region}.myhuaweicloud.com"
LOSES = "every generated client loses the"


@frozen
class Edit:
    """One edit: its name, what it does, and level, kind and sentence of each change that must be found."""

    name: str
    make: Callable[[Spec], object]
    expected: list[str]


def operation(spec: Spec, path: str) -> Spec:
    found: Spec = spec["paths"][path]["get"]
    return found


def parameter(spec: Spec, name: str) -> Spec:
    found: Spec = spec["components"]["parameters"][name]
    return found


def schema(spec: Spec, name: str) -> Spec:
    found: Spec = spec["components"]["schemas"][name]
    return found


def field(spec: Spec, name: str, key: str) -> Spec:
    found: Spec = schema(spec, name)["properties"][key]
    return found


def rename(mapping: dict[str, Any], old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)
