"""What an SDK or a page states about the service, read from its text: the same patterns fit Python, Go and Java."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import field, frozen

from kps_contract.spec import openapi
from kps_tasks_client import facts

# The file of each model, as the vendor's generators name it in each language, and its schema here.
_MODELS = {
    "failed_?tasks": "FailedTask",
    "running_?tasks": "RunningTask",
    "list_?keypair_?task_?response": "KeypairTask",
}
_REGION = re.compile(r'"([a-z]{2}-[a-z]+-[0-9]+)",\s*"(https://kms\.[^"]+)"')
_FIELD = re.compile(r"""json:"(\w+)|@JsonProperty\(value = "(\w+)"\)|^\s+'(\w+)': '\w+',?$""", re.MULTILINE)
_STATE = re.compile(r"\b(?:READY|RUNNING|FAILED|SUCCESS)_[A-Z]+\b")


@frozen
class Stated:
    """What the vendor states.

    Attributes:
        regions: Endpoint of each region.
        fields: Fields by schema, as `FailedTask.task_id`.
        states: States and operation types.
    """

    regions: dict[str, str] = field(factory=dict)
    fields: set[str] = field(factory=set)
    states: set[str] = field(factory=set)


def stated_in(files: Iterable[tuple[str, str]]) -> Stated:
    """Read all files of an SDK or of a folder of pages."""
    stated = Stated()
    for path, text in files:
        lower = path.lower()
        if "region" in lower:
            stated.regions.update(_REGION.findall(text))
        schema = next(
            (name for model, name in _MODELS.items() if re.search(rf"(^|/)(model_)?{model}\.\w+$", lower)), ""
        )
        if schema:
            stated.fields.update(f"{schema}.{''.join(found)}" for found in _FIELD.findall(text))
        if schema or lower.endswith((".html", ".md", ".txt")):
            stated.states.update(_STATE.findall(text))
    return stated


def in_the_spec() -> Stated:
    """Return what openapi.yaml has."""
    schemas = openapi().schemas
    fields = {f"{schema}.{name}" for schema in _MODELS.values() for name in schemas[schema]["properties"]}
    states = {value for name in ("KnownTaskStatus", "KnownOperateType") for value in schemas[name]["enum"]}
    return Stated(dict(facts.ENDPOINTS), fields, states)
