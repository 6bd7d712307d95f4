"""Who gets in and where: security, servers, and the document itself."""

from __future__ import annotations

from .edit import ALL, HOST, ONE, Edit, Spec, field, operation, rename


def second_scheme(spec: Spec) -> None:
    spec["components"]["securitySchemes"]["Signature"] = {"type": "apiKey", "in": "header", "name": "Authorization"}
    spec["security"].append({"Signature": []})


def renamed_scheme(spec: Spec) -> None:
    rename(spec["components"]["securitySchemes"], "XAuthToken", "Token")
    spec["security"] = [{"Token": []}]


def regions(spec: Spec) -> Spec:
    found: Spec = spec["servers"][0]["variables"]["region"]
    return found


def new_server(spec: Spec, *, first: bool) -> None:
    spec["servers"].insert(0 if first else 1, {"url": "https://kps.test"})


EDITS = [
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
