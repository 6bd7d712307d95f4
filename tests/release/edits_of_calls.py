"""What is asked: operations and their parameters."""

from __future__ import annotations

from .edit import ALL, FAILED, LISTS, LOSES, ONE, RUNNING, Edit, Spec, operation, parameter, rename


def rename_path(spec: Spec) -> None:
    rename(spec["paths"], FAILED, "/v4/{project_id}/failed-tasks")


def swap_limit_and_offset(spec: Spec) -> None:
    for path in (FAILED, RUNNING):
        operation(spec, path)["parameters"].reverse()


def new_query(spec: Spec, *, required: bool) -> None:
    operation(spec, RUNNING)["parameters"].append(
        {"name": "server_id", "in": "query", "required": required, "schema": {"type": "string"}}
    )


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
]
