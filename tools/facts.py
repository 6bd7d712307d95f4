"""Write what openapi.yaml states outside operations and rows as a module of the generated client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

from kps_contract.spec import Spec

TEMPLATES = Path(__file__).parent / "templates"


def facts(spec: dict[str, Any]) -> str:
    """Return the module as source text, not yet formatted."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  (Python, not HTML)
    )
    environment.filters["pprint"] = repr
    environment.filters["tuple"] = tuple
    operations = [item["get"] for item in spec["paths"].values()]
    return environment.get_template("facts.py.jinja").render(
        spec=spec,
        resolve=Spec(spec).resolve,
        operations=operations,
        query_parameters={
            name: [parameter for parameter in operation.parameters if parameter["in"] == "query"]
            for name, operation in Spec(spec).operations().items()
        },
        endpoints=dict(_endpoints(spec)),
        servers={server["url"].partition("{region}.")[2]: server["url"] for server in spec["servers"]},
        iam_endpoints=dict(_iam_endpoints(spec)),
        request_id_header=next(iter(operations[0]["responses"]["200"]["headers"])),
        status_advice=dict(_status_advice(spec, operations[0])),
        phases=_words(spec, "phase"),
        task_operations=_words(spec, "operation"),
        task_fields=_task_fields(spec),
    )


def _endpoints(spec: dict[str, Any]) -> list[tuple[str, str]]:
    """Every region of every server; if two servers have a region, the first counts."""
    found: dict[str, str] = {}
    for server in spec["servers"]:
        for region in server.get("variables", {}).get("region", {}).get("enum", []):
            found.setdefault(region, server["url"].replace("{region}", region))
    return sorted(found.items())


def _iam_endpoints(spec: dict[str, Any]) -> list[tuple[str, str]]:
    """Every region of every cloud that has its own IAM host."""
    clouds = spec["x-kps-iam"].values()
    return sorted((region, iam["regional"].replace("{region}", region)) for iam in clouds for region in iam["regions"])


def _task_fields(spec: dict[str, Any]) -> dict[str, str]:
    """Every field of a task except its state, with its Python type."""
    types = {"string": "str | None", "integer": "int | None", "number": "float | None", "boolean": "bool | None"}
    rows = (spec["components"]["schemas"][name]["properties"] for name in ("KeypairTask", "RunningTask", "FailedTask"))
    resolve = Spec(spec).resolve
    fields = {field: str(resolve(schema).get("type")) for row in rows for field, schema in row.items()}
    return {field: types.get(kind, "Any") for field, kind in fields.items() if field != "task_status"}


def _status_advice(spec: dict[str, Any], operation: dict[str, Any]) -> list[tuple[int, str]]:
    named = (
        (status, response.get("$ref", "").rpartition("/")[2]) for status, response in operation["responses"].items()
    )
    responses = spec["components"]["responses"]
    return [
        (int(status), responses[name]["x-kps-advice"])
        for status, name in named
        if "x-kps-advice" in responses.get(name, {})
    ]


def _words(spec: dict[str, Any], part: str) -> dict[str, str]:
    """The words in states, ``PHASE_OPERATION``, and the meaning of each where it is certain."""
    values = spec["components"]["schemas"]["KnownTaskStatus"]["x-kps-values"].items()
    place = 0 if part == "phase" else 2
    return {state.partition("_")[place]: known[part] for state, known in values if known[part] != "reset-or-replace"}
