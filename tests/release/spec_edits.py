"""Edits of the spec, one for each kind of line and of change, by what they require of users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tools.surface.lines import Level

Spec = dict[str, Any]

ONE, FAILED, RUNNING = (f"/v3/{{project_id}}/{rest}" for rest in ("tasks/{task_id}", "failed-tasks", "running-tasks"))
QUERY: Final = {"name": "server_id", "in": "query", "schema": {"type": "string"}}


def get(spec: Spec, path: str) -> Spec:
    found: Spec = spec["paths"][path]["get"]
    return found


def component(spec: Spec, kind: str, name: str) -> Spec:
    found: Spec = spec["components"][kind][name]
    return found


def limit(spec: Spec) -> Spec:
    found: Spec = component(spec, "parameters", "Limit")["schema"]
    return found


def field(spec: Spec, schema: str, name: str) -> Spec:
    found: Spec = component(spec, "schemas", schema)["properties"][name]
    return found


def value(spec: Spec, name: str) -> Spec:
    found: Spec = component(spec, "schemas", "KnownTaskStatus")["x-kps-values"][name]
    return found


def body(spec: Spec) -> Spec:
    found: Spec = get(spec, ONE)["responses"]["200"]["content"]
    return found


def region(spec: Spec) -> Spec:
    found: Spec = spec["servers"][0]["variables"]["region"]
    return found


def rename(mapping: Spec, old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


def rename_scheme(spec: Spec) -> None:
    rename(spec["components"]["securitySchemes"], "XAuthToken", "Token")
    spec["security"] = [{"Token": []}]


BREAKS: Mapping[str, Callable[[Spec], object]] = {
    # requests
    "operation removed": lambda spec: spec["paths"].pop(RUNNING),
    "operation renamed": lambda spec: get(spec, ONE).update(operationId="ShowTask"),
    "path": lambda spec: rename(spec["paths"], FAILED, "/v4/{project_id}/failed-tasks"),
    "tag": lambda spec: get(spec, ONE).update(tags=["keypairs"]),
    "request body": lambda spec: get(spec, ONE).update(requestBody={"content": {}}),
    "server of an operation": lambda spec: get(spec, ONE).update(servers=[]),
    "parameter removed": lambda spec: get(spec, FAILED)["parameters"].pop(),
    "new parameter, required": lambda spec: get(spec, RUNNING)["parameters"].append({**QUERY, "required": True}),
    "parameter required": lambda spec: component(spec, "parameters", "Limit").update(required=True),
    "parameters in another order": lambda spec: get(spec, FAILED)["parameters"].reverse(),
    "style of a parameter": lambda spec: component(spec, "parameters", "Limit").update(style="deepObject"),
    "type of a parameter": lambda spec: limit(spec).update(type="string"),
    "format of a parameter": lambda spec: limit(spec).update(format="int64"),
    "default that clients send": lambda spec: limit(spec).update(default=1000),
    "default of the service": lambda spec: component(spec, "parameters", "Limit").update(
        {"x-kps-documented-default": 50}
    ),
    "closed choices": lambda spec: limit(spec).update(enum=[10, 100]),
    "lower maximum": lambda spec: limit(spec).update(maximum=500),
    "higher minimum": lambda spec: limit(spec).update(minimum=10),
    "new bound": lambda spec: limit(spec).update(multipleOf=10),
    "pattern": lambda spec: component(spec, "parameters", "ProjectId")["schema"].update(pattern="^[a-f0-9]{32}$"),
    # responses
    "response removed": lambda spec: get(spec, ONE)["responses"].pop("404"),
    "header removed": lambda spec: component(spec, "responses", "NotFound").pop("headers"),
    "type of a header": lambda spec: component(spec, "headers", "RequestId")["schema"].update(type="integer"),
    "media type": lambda spec: rename(body(spec), "application/json", "text/csv"),
    "body of another schema": lambda spec: body(spec)["application/json"].update(schema={"type": "object"}),
    "schema renamed": lambda spec: rename(spec["components"]["schemas"], "KeypairTask", "Task"),
    "field removed": lambda spec: component(spec, "schemas", "FailedTask")["properties"].pop("task_error_msg"),
    "type of a field": lambda spec: field(spec, "RunningTask", "task_time").update(type="integer"),
    "nullable": lambda spec: field(spec, "KeypairTask", "task_status").update(nullable=True),
    "never null": lambda spec: field(spec, "FailedTask", "task_error_code").pop("nullable"),
    "always sent": lambda spec: component(spec, "schemas", "KeypairTask").update(required=["task_id"]),
    "closed list": lambda spec: field(spec, "KeypairTask", "task_status").update(enum=["READY_RESET"]),
    "bound of a field": lambda spec: field(spec, "NestedError", "code").update(minimum=400),
    "items": lambda spec: field(spec, "RunningTaskPage", "tasks").update(items={"type": "object"}),
    "known values elsewhere": lambda spec: field(spec, "KeypairTask", "task_status").pop("x-kps-known-values"),
    "known value removed": lambda spec: component(spec, "schemas", "KnownOperateType")["enum"].remove("RUNNING"),
    "constant renamed": lambda spec: component(spec, "schemas", "KnownErrorCode")["x-enum-varnames"].__setitem__(
        0, "A"
    ),
    "phase": lambda spec: value(spec, "READY_BIND").update(phase="running"),
    # credentials and servers
    "scheme renamed": rename_scheme,
    "header of the token": lambda spec: component(spec, "securitySchemes", "XAuthToken").update(name="Authorization"),
    "no credential": lambda spec: spec.pop("security"),
    "no credential for one": lambda spec: get(spec, ONE).update(security=[]),
    "first server": lambda spec: spec["servers"].insert(0, {"url": "https://kps.test"}),
    "region removed": lambda spec: region(spec)["enum"].remove("tr-west-1"),
    "another default region": lambda spec: region(spec).update(default="cn-north-9"),
    "variable of a server": lambda spec: spec["servers"][0]["variables"].update(zone={"default": "a"}),
    "version of OpenAPI": lambda spec: spec.update(openapi="3.1.0"),
}

NEWS: Mapping[str, Callable[[Spec], object]] = {
    "operation": lambda spec: spec["paths"][FAILED].update(
        delete={"operationId": "Delete", "parameters": [{**QUERY, "required": True}], "responses": {}}
    ),
    "deprecated": lambda spec: get(spec, ONE).update(deprecated=True),
    "optional parameter": lambda spec: get(spec, RUNNING)["parameters"].append(QUERY),
    "higher maximum": lambda spec: limit(spec).update(maximum=5000),
    "lower minimum": lambda spec: limit(spec).update(minimum=0),
    "bound dropped": lambda spec: limit(spec).pop("minimum"),
    "response": lambda spec: get(spec, ONE)["responses"].update({"410": {"description": "Gone."}}),
    "header": lambda spec: component(spec, "responses", "NotFound")["headers"].update(
        {"Retry-After": {"schema": {"type": "integer"}}}
    ),
    "link": lambda spec: component(spec, "links", "GetFirstTask")["parameters"].update(task_id="$response.body#/id"),
    "field": lambda spec: component(spec, "schemas", "FailedTask")["properties"].update(zone={"type": "string"}),
    "known value": lambda spec: component(spec, "schemas", "KnownTaskStatus")["enum"].append("CANCELLED_RESET"),
    "what a value means": lambda spec: value(spec, "READY_BIND").update(operation="reset"),
    "another way in": lambda spec: spec["security"].append({"XAuthToken": [], "Signature": []}),
    "server": lambda spec: spec["servers"].append({"url": "https://kps.test"}),
    "region": lambda spec: region(spec)["enum"].append("eu-west-101"),
}

PROSE: Mapping[str, Callable[[Spec], object]] = {
    "description": lambda spec: field(spec, "KeypairTask", "task_id").update(description="The task."),
    "example": lambda spec: component(spec, "parameters", "Limit").update(example=7),
    "evidence": lambda spec: value(spec, "READY_BIND").update(evidence="documented"),
    "order of fields": lambda spec: rename(
        component(spec, "schemas", "KeypairTask")["properties"], "task_id", "task_id"
    ),
}

EDITS = [
    *((name, make, Level.MAJOR) for name, make in BREAKS.items()),
    *((name, make, Level.MINOR) for name, make in NEWS.items()),
]
