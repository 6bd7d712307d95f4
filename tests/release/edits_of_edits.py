"""What can only be said of a spec unlike ours: one edit makes the older spec, a further one the newer."""

from __future__ import annotations

from collections.abc import Callable

from .edit import ALL, FAILED, HOST, LISTS, ONE, Spec, field, operation, parameter, rename, schema


def limit(**keys: object) -> Callable[[Spec], None]:
    """Set keywords of the values that limit takes; None takes one away."""
    return lambda spec: put(parameter(spec, "Limit")["schema"], keys)


def status(**keys: object) -> Callable[[Spec], None]:
    """Set keywords of the field task_status."""
    return lambda spec: put(field(spec, "KeypairTask", "task_status"), keys)


def body(**keys: object) -> Callable[[Spec], None]:
    """Give the answer of one task a body without a name."""
    return lambda spec: operation(spec, ONE)["responses"]["200"]["content"]["application/json"].update(schema=keys)


def put(node: Spec, keys: dict[str, object]) -> None:
    for key, value in keys.items():
        node.pop(key, None)
        if value is not None:
            node[key] = value


def nothing(spec: Spec) -> None:
    """Leave it as it is."""


def move_and_narrow(spec: Spec) -> None:
    rename(spec["paths"], FAILED, "/v4/{project_id}/failed-tasks")
    spec["paths"]["/v4/{project_id}/failed-tasks"]["get"]["deprecated"] = True


def new_header(spec: Spec) -> None:
    spec["components"]["responses"]["NotFound"]["headers"]["Retry-After"] = {"schema": {"type": "integer"}}


IT = "the query parameter limit"

PAIRS: list[tuple[Callable[[Spec], object], Callable[[Spec], object], list[str]]] = [
    # what is asked
    (
        limit(enum=[10, 100]),
        limit(enum=[10, 50]),
        [
            f"major removed {LISTS}: {IT} no longer takes 100: calls that send it fail",
            f"minor added {LISTS}: {IT} takes 50 too",
        ],
    ),
    (
        limit(enum=[10, 100]),
        limit(enum=None),
        [f"major changed {LISTS}: {IT} takes any value now: its type in generated clients is another"],
    ),
    (
        limit(default=1000),
        limit(default=50),
        [f"major changed {LISTS}: the default of {IT} went from 1000 to 50: calls without it differ"],
    ),
    (
        limit(default=1000),
        limit(default=None),
        [f"major changed {LISTS}: {IT} lost its default 1000: generated clients no longer send it"],
    ),
    (
        limit(maximum=None),
        limit(maximum=1000),
        [f"major changed {LISTS}: {IT} asks for a value of at most 1000 now: calls beyond it are refused"],
    ),
    (limit(pattern="^1"), limit(pattern=None), [f"minor added {LISTS}: {IT} no longer has to match ^1"]),
    (
        nothing,
        limit(multipleOf=10),
        [f"major changed {LISTS}: {IT} takes other values: multipleOf went from none to 10"],
    ),
    (
        lambda spec: operation(spec, ONE).update(deprecated=True),
        lambda spec: operation(spec, ONE).pop("deprecated"),
        ["minor changed ListKeypairTask: no longer deprecated"],
    ),
    (
        nothing,
        move_and_narrow,
        [
            f"major changed ListFailedTask: moved from GET {FAILED} to GET /v4/{{project_id}}/failed-tasks: clients of "
            "the last release ask at the old place",
            "minor changed ListFailedTask: deprecated now",
        ],
    ),
    (
        nothing,
        lambda spec: operation(spec, ONE).update(servers=[]),
        ["major changed ListKeypairTask: servers went from null to []"],
    ),
    # what comes back
    (
        body(type="object", properties={"a": {"type": "string"}}),
        body(type="object"),
        ["major removed ListKeypairTask, the answer 200: the field a was removed: code that reads it fails"],
    ),
    (
        status(enum=["A"]),
        status(enum=None),
        [
            "major changed KeypairTask: the field task_status is no closed list of values any more: its type in "
            "generated clients is another"
        ],
    ),
    (
        status(enum=["A"]),
        status(enum=["A", "B"]),
        [
            "major changed KeypairTask: the closed list of values of the field task_status changed: clients of the "
            "last release refuse new ones"
        ],
    ),
    (
        status(maxLength=64),
        status(maxLength=None),
        ["minor added KeypairTask: the field task_status is no longer bound to maxLength 64"],
    ),
    (
        lambda spec: schema(spec, "KeypairTask").update(required=["task_id"]),
        lambda spec: schema(spec, "KeypairTask").pop("required"),
        ["major changed KeypairTask: the field task_id became optional: code that relies on it fails"],
    ),
    (
        nothing,
        lambda spec: field(spec, "RunningTaskPage", "tasks").pop("items"),
        [
            "major changed RunningTaskPage: what the items of the field tasks are changed: code that reads them gets "
            "another type"
        ],
    ),
    (nothing, new_header, [f"minor added {ALL}: the answer 404 has the new header Retry-After"]),
    # who gets in, and where
    (
        lambda spec: operation(spec, ONE).update(security=[]),
        lambda spec: operation(spec, ONE).pop("security"),
        ["major changed ListKeypairTask: XAuthToken is asked for now: calls without it are refused"],
    ),
    (
        lambda spec: spec["servers"].append({"url": "https://kps.test"}),
        lambda spec: spec["servers"].pop(),
        [
            "major removed https://kps.test: the server was removed: clients that use it by its place in the list lose "
            "it"
        ],
    ),
    (
        nothing,
        lambda spec: spec["servers"][0]["variables"]["region"]["enum"].append("eu-west-101"),
        [f"minor added {HOST}: the region eu-west-101 is new"],
    ),
    (
        nothing,
        lambda spec: spec["servers"][0]["variables"].update(zone={"default": "a"}),
        [f"major changed {HOST}: the variable zone came or went: addresses are made otherwise"],
    ),
]
