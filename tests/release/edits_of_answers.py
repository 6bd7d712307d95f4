"""What comes back: answers, schemas, known values."""

from __future__ import annotations

from .edit import ALL, LOSES, ONE, Edit, Spec, field, operation, rename, schema


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


EDITS = [
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
]
