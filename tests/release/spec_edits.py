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


def drop_value(spec: Spec, name: str, value: str) -> None:
    known = schema(spec, name)
    known["x-enum-descriptions"].pop(known["enum"].index(value))
    known["enum"].remove(value)
    known["x-kps-values"].pop(value)
    if "x-enum-varnames" in known:
        known["x-enum-varnames"].remove(value.replace(".", "_"))


def add_value(spec: Spec, name: str, value: str) -> None:
    schema(spec, name)["enum"].append(value)
    if "x-enum-varnames" in schema(spec, name):
        schema(spec, name)["x-enum-varnames"].append(value.replace(".", "_"))


def rename_constant(spec: Spec) -> None:
    schema(spec, "KnownErrorCode")["x-enum-varnames"][0] = "BAD_TASK"


def rename_path(spec: Spec) -> None:
    rename(spec["paths"], FAILED, "/v4/{project_id}/failed-tasks")


def swap_limit_and_offset(spec: Spec) -> None:
    for path in (FAILED, RUNNING):
        operation(spec, path)["parameters"].reverse()


def second_scheme(spec: Spec) -> None:
    spec["components"]["securitySchemes"]["Signature"] = {"type": "apiKey", "in": "header", "name": "Authorization"}
    spec["security"].append({"Signature": []})


def new_query(spec: Spec, *, required: bool) -> None:
    operation(spec, RUNNING)["parameters"].append(
        {"name": "server_id", "in": "query", "required": required, "schema": {"type": "string"}}
    )


def renamed_scheme(spec: Spec) -> None:
    rename(spec["components"]["securitySchemes"], "XAuthToken", "Token")
    spec["security"] = [{"Token": []}]


def regions(spec: Spec) -> Spec:
    found: Spec = spec["servers"][0]["variables"]["region"]
    return found


def new_server(spec: Spec, *, first: bool) -> None:
    spec["servers"].insert(0 if first else 1, {"url": "https://kps.test"})


EDITS = [
    # operations
    Edit(
        "operation-removed",
        lambda spec: spec["paths"].pop(RUNNING),
        [f"major removed GET {RUNNING}: the operation ListRunningTask was removed: {LOSES} method"],
    ),
    Edit(
        "operation-added",
        lambda spec: spec["paths"][FAILED].update(delete={"operationId": "DeleteAllFailedTask", "responses": {}}),
        [f"minor added DELETE {FAILED}: the operation DeleteAllFailedTask is new"],
    ),
    Edit(
        "operation-renamed",
        lambda spec: operation(spec, ONE).update(operationId="ShowTask"),
        [f"major changed GET {ONE}: the operation ListKeypairTask was renamed to ShowTask: {LOSES} method"],
    ),
    Edit(
        "path-renamed",
        rename_path,
        [
            f"major changed ListFailedTask: moved from GET {FAILED} to GET /v4/{{project_id}}/failed-tasks: clients of "
            "the last release ask at the old place"
        ],
    ),
    Edit(
        "tag-renamed",
        lambda spec: operation(spec, ONE).update(tags=["keypairs"]),
        [
            "major changed ListKeypairTask: its tags went from tasks to keypairs: generated clients have the method in "
            "another class"
        ],
    ),
    Edit(
        "operation-deprecated",
        lambda spec: operation(spec, ONE).update(deprecated=True),
        ["minor changed ListKeypairTask: deprecated now"],
    ),
    Edit(
        "body-asked-for",
        lambda spec: operation(spec, ONE).update(requestBody={"content": {}}),
        ["major changed ListKeypairTask: its request body is another: clients of the last release send the old one"],
    ),
    # parameters
    Edit(
        "parameter-removed",
        lambda spec: operation(spec, FAILED)["parameters"].pop(),
        [
            "major removed ListFailedTask: the query parameter offset was removed: calls that give it no longer "
            "compile or work"
        ],
    ),
    Edit(
        "parameter-added",
        lambda spec: new_query(spec, required=False),
        ["minor added ListRunningTask: the query parameter server_id is new"],
    ),
    Edit(
        "required-parameter-added",
        lambda spec: new_query(spec, required=True),
        [
            "major added ListRunningTask: the query parameter server_id is new and required: calls of the last release "
            "lack it"
        ],
    ),
    Edit(
        "parameter-required",
        lambda spec: parameter(spec, "Limit").update(required=True),
        [f"major changed {LISTS}: the query parameter limit became required: every call that leaves it out fails"],
    ),
    Edit(
        "parameter-type",
        lambda spec: parameter(spec, "Offset")["schema"].update(type="string"),
        [
            f"major changed {LISTS}: the type of the query parameter offset went from integer to string: calls of the "
            "last release do not fit"
        ],
    ),
    Edit(
        "parameter-format",
        lambda spec: parameter(spec, "Offset")["schema"].update(format="int64"),
        [
            f"major changed {LISTS}: the format of the query parameter offset went from int32 to int64: calls of the "
            "last release do not fit"
        ],
    ),
    Edit(
        "maximum-lowered",
        lambda spec: parameter(spec, "Limit")["schema"].update(maximum=500),
        [
            f"major changed {LISTS}: the query parameter limit asks for a value of at most 500 now, not 1000: calls "
            "between are refused"
        ],
    ),
    Edit(
        "maximum-raised",
        lambda spec: parameter(spec, "Limit")["schema"].update(maximum=5000),
        [f"minor added {LISTS}: the query parameter limit asks for a value of at most 5000 now, not 1000"],
    ),
    Edit(
        "minimum-raised",
        lambda spec: parameter(spec, "Limit")["schema"].update(minimum=10),
        [
            f"major changed {LISTS}: the query parameter limit asks for a value of at least 10 now, not 1: calls "
            "between are refused"
        ],
    ),
    Edit(
        "bound-dropped",
        lambda spec: parameter(spec, "TaskId")["schema"].pop("minLength"),
        ["minor added ListKeypairTask: the path parameter task_id no longer asks for a length of at least 1"],
    ),
    Edit(
        "pattern-changed",
        lambda spec: parameter(spec, "ProjectId")["schema"].update(pattern="^[a-f0-9]{32}$"),
        [
            f"major changed {ALL}: the path parameter project_id has to match ^[a-f0-9]{{32}}$ now: calls with other "
            "values are refused"
        ],
    ),
    Edit(
        "choices-of-a-parameter",
        lambda spec: parameter(spec, "Limit")["schema"].update(enum=[10, 100]),
        [f"major changed {LISTS}: the query parameter limit takes only 10, 100 now: any other value is refused"],
    ),
    Edit(
        "default-added",
        lambda spec: parameter(spec, "Limit")["schema"].update(default=1000),
        [
            f"major changed {LISTS}: the query parameter limit got the default 1000: generated clients now send it "
            "always"
        ],
    ),
    Edit(
        "documented-default",
        lambda spec: parameter(spec, "Limit").update({"x-kps-documented-default": 50}),
        [
            f"major changed {LISTS}: the service's own default of the query parameter limit went from 1000 to 50: "
            "calls without it get another answer"
        ],
    ),
    Edit(
        "parameters-reordered",
        swap_limit_and_offset,
        [
            f"major changed {LISTS}: the parameters stand in another order (project_id, offset, limit): generated "
            "clients take them in order"
        ],
    ),
    Edit(
        "parameter-style",
        lambda spec: parameter(spec, "Limit").update(style="deepObject"),
        [f"major changed {LISTS}: the query parameter limit is sent otherwise: style went from none to deepObject"],
    ),
    # answers
    Edit(
        "status-removed",
        lambda spec: operation(spec, ONE)["responses"].pop("404"),
        ["major removed ListKeypairTask: the answer 404 was removed: generated clients no longer read its body"],
    ),
    Edit(
        "status-added",
        lambda spec: operation(spec, ONE)["responses"].update({"410": {"description": "Gone."}}),
        ["minor added ListKeypairTask: the answer 410 is new"],
    ),
    Edit(
        "header-removed",
        lambda spec: spec["components"]["responses"]["NotFound"].pop("headers"),
        [f"major removed {ALL}: the answer 404 lost the header X-Request-Id: whoever reads it finds nothing"],
    ),
    Edit(
        "media-type-changed",
        lambda spec: rename(operation(spec, ONE)["responses"]["200"]["content"], "application/json", "text/csv"),
        [
            "major removed ListKeypairTask: the answer 200 no longer comes as application/json: clients do not "
            "understand it in another form",
            "minor added ListKeypairTask: the answer 200 may come as text/csv too",
        ],
    ),
    Edit(
        "body-of-another-schema",
        lambda spec: operation(spec, ONE)["responses"]["200"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/FailedTask"}
        ),
        [
            "major changed ListKeypairTask: the answer 200 is FailedTask, and was KeypairTask: its type in generated "
            "clients is another"
        ],
    ),
    # schemas
    Edit(
        "schema-renamed",
        lambda spec: rename(spec["components"]["schemas"], "KeypairTask", "Task"),
        [
            f"major removed KeypairTask: the schema was removed: {LOSES} class",
            "minor added Task: the schema is new",
        ],
    ),
    Edit(
        "field-removed",
        lambda spec: schema(spec, "FailedTask")["properties"].pop("task_error_msg"),
        ["major removed FailedTask: the field task_error_msg was removed: code that reads it fails"],
    ),
    Edit(
        "field-added",
        lambda spec: schema(spec, "FailedTask")["properties"].update(zone={"type": "string"}),
        ["minor added FailedTask: the field zone is new"],
    ),
    Edit(
        "field-type",
        lambda spec: field(spec, "RunningTask", "task_time").update(type="integer"),
        [
            "major changed RunningTask: the type of the field task_time went from string to integer: code that reads "
            "it gets another type"
        ],
    ),
    Edit(
        "field-nullable",
        lambda spec: field(spec, "KeypairTask", "task_status").update(nullable=True),
        ["major changed KeypairTask: the field task_status may be null now: code that relies on a value fails"],
    ),
    Edit(
        "field-never-null",
        lambda spec: field(spec, "FailedTask", "task_error_code").pop("nullable"),
        ["minor added FailedTask: the field task_error_code is never null any more"],
    ),
    Edit(
        "field-required",
        lambda spec: schema(spec, "KeypairTask").update(required=["task_id"]),
        ["major changed KeypairTask: the field task_id became required: clients refuse answers without it"],
    ),
    Edit(
        "field-closed",
        lambda spec: field(spec, "KeypairTask", "task_status").update(enum=["READY_RESET"]),
        [
            "major changed KeypairTask: the field task_status became a closed list of values: clients refuse answers "
            "with any other"
        ],
    ),
    Edit(
        "field-bound",
        lambda spec: field(spec, "NestedError", "code").update(minimum=400),
        ["major changed NestedError: the field code is bound to minimum 400 now: clients refuse answers beyond it"],
    ),
    Edit(
        "items-changed",
        lambda spec: field(spec, "RunningTaskPage", "tasks").update(items={"type": "object"}),
        [
            "major changed RunningTaskPage: each item of the field tasks is no named schema, and was RunningTask: its "
            "type in generated clients is another"
        ],
    ),
    # known values
    Edit(
        "status-value-removed",
        lambda spec: drop_value(spec, "KnownTaskStatus", "SUCCESS_REPLACE"),
        [f"major removed KnownTaskStatus: the value SUCCESS_REPLACE was removed: {LOSES} constant SUCCESS_REPLACE"],
    ),
    Edit(
        "operate-type-value-removed",
        lambda spec: drop_value(spec, "KnownOperateType", "RUNNING"),
        [f"major removed KnownOperateType: the value RUNNING was removed: {LOSES} constant RUNNING"],
    ),
    Edit(
        "error-code-removed",
        lambda spec: drop_value(spec, "KnownErrorCode", "KPS.0001"),
        [f"major removed KnownErrorCode: the value KPS.0001 was removed: {LOSES} constant KPS_0001"],
    ),
    Edit(
        "error-code-removed-from-one-list",  # and left in those beside it, which is for another test to say
        lambda spec: schema(spec, "KnownErrorCode")["enum"].remove("KPS.0001"),
        [f"major removed KnownErrorCode: the value KPS.0001 was removed: {LOSES} constant KPS_0001"],
    ),
    Edit(
        "status-value-added",
        lambda spec: add_value(spec, "KnownTaskStatus", "CANCELLED_RESET"),
        ["minor added KnownTaskStatus: the value CANCELLED_RESET is new"],
    ),
    Edit(
        "constant-renamed",
        rename_constant,
        [
            "major changed KnownErrorCode: the constant of KPS.0001 was renamed from KPS_0001 to BAD_TASK: code that "
            "uses the old name fails"
        ],
    ),
    Edit(
        "phase-of-a-value",
        lambda spec: schema(spec, "KnownTaskStatus")["x-kps-values"]["READY_BIND"].update(phase="running"),
        [
            "major changed KnownTaskStatus: the phase of READY_BIND went from ready to running: waiting and errors act "
            "on it"
        ],
    ),
    # access
    Edit(
        "scheme-renamed",
        renamed_scheme,
        [
            f"major removed {ALL}: XAuthToken is no longer enough: calls with it are refused",
            "major removed XAuthToken: the security scheme was removed: clients have no place left for their "
            "credential",
            f"minor added {ALL}: Token is enough too",
            "minor added Token: the security scheme is new",
        ],
    ),
    Edit(
        "scheme-in-another-header",
        lambda spec: spec["components"]["securitySchemes"]["XAuthToken"].update(name="Authorization"),
        [
            "major changed XAuthToken: the name of the security scheme went from X-Auth-Token to Authorization: "
            "credentials are sent otherwise"
        ],
    ),
    Edit(
        "security-removed",
        lambda spec: spec.pop("security"),
        [f"major changed {ALL}: no credential is asked for any more: generated clients stop sending one"],
    ),
    Edit(
        "security-removed-from-one",
        lambda spec: operation(spec, ONE).update(security=[]),
        ["major changed ListKeypairTask: no credential is asked for any more: generated clients stop sending one"],
    ),
    Edit(
        "security-alternative",
        second_scheme,
        [
            f"minor added {ALL}: Signature is enough too",
            "minor added Signature: the security scheme is new",
        ],
    ),
    # servers
    Edit(
        "server-added",
        lambda spec: new_server(spec, first=False),
        ["minor added https://kps.test: the server is new"],
    ),
    Edit(
        "server-first",
        lambda spec: new_server(spec, first=True),
        [
            "major changed https://kps.test: stands first among the servers now: generated clients go there by "
            "themselves",
            "minor added https://kps.test: the server is new",
        ],
    ),
    Edit(
        "region-removed",
        lambda spec: regions(spec)["enum"].remove("tr-west-1"),
        [f"major removed {HOST}: the region tr-west-1 was removed: clients there are refused by their own tool"],
    ),
    Edit(
        "region-default",
        lambda spec: regions(spec).update(default="cn-north-9"),
        [
            f"major changed {HOST}: the default of region went from cn-north-4 to cn-north-9: clients that set none go "
            "elsewhere"
        ],
    ),
    # the document
    Edit(
        "openapi-version",
        lambda spec: spec.update(openapi="3.1.0"),
        ["major changed openapi.yaml: the OpenAPI version went from 3.0.3 to 3.1.0: not every generator reads it"],
    ),
    Edit(
        "description",
        lambda spec: field(spec, "KeypairTask", "task_id").update(description="The task."),
        ["patch changed openapi.yaml: words, examples or notes changed; no client behaves otherwise"],
    ),
]
