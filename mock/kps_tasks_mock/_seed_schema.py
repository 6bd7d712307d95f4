"""A JSON Schema of seed files, with which editors complete and check them."""

from typing import Any

from kps_tasks_client import facts

from ._identities import ACTIONS
from ._seed_parts import MOST_COPIES, MOST_SECONDS
from ._seed_tasks import STATUSES, STAYS_IN, TEXTS
from ._switches import SWITCHES
from ._tasks import FAILED_LIST, OPERATIONS, OUTCOMES, types_of_task

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
SECONDS: Schema = {"type": "number", "minimum": 0, "maximum": MOST_SECONDS}


def seed_schema() -> Schema:
    """Return the schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seed of the KPS mock",
        **_mapping(
            {
                "projects": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/project"}},
                "switches": _mapping({name: _enum(values, values) for name, values in SWITCHES.items()}),
                "replace_outcomes": _enum(SWITCHES["replace_outcomes"]),
                "clock_seconds": {**SECONDS, "description": "Initial time of the mock's clock."},
                "seconds_per_read": {**SECONDS, "description": "How far each request advances the clock."},
                "access_keys": _list(_identity("access_key", "secret_key", security_token=TEXT, metadata=_BOOLEAN)),
                "users": _list(_identity("name", "password", "account", account_id=TEXT)),
                "agencies": _list(_identity("name", "account", account_id=TEXT)),
            },
            "projects",
        ),
        "$defs": {"project": _project(), "task": _task(), "failure": _failure(), "token": _token()},
    }


def _mapping(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _enum(values: Any, meant: dict[str, str] | None = None) -> Schema:
    described = {"description": "; ".join(f"{value}: {text}" for value, text in meant.items())} if meant else {}
    return {"type": "string", "enum": list(values), **described}


_BOOLEAN: Schema = {"type": "boolean"}
_PERMISSIONS: Schema = _list(_enum(ACTIONS.values()))


def _identity(*required: str, **more: Schema) -> Schema:
    texts = dict.fromkeys(required, TEXT)
    return _mapping({**texts, **more, "projects": _list(TEXT), "permissions": _PERMISSIONS}, *required)


def _project() -> Schema:
    return _mapping(
        {
            "name": {**TEXT, "description": "Name by which it is looked up."},
            "tokens": _list({"$ref": "#/$defs/token"}),
            "tasks": _list({"$ref": "#/$defs/task"}),
            "failures": _list({"$ref": "#/$defs/failure"}),
        }
    )


def _token() -> Schema:
    details = {"token": TEXT, "permissions": _PERMISSIONS, "expires_seconds": SECONDS, "revoked": _BOOLEAN}
    return {"oneOf": [TEXT, _mapping(details, "token")]}


def _task() -> Schema:
    own: Schema = {
        "status": _enum(STATUSES),
        "unknown_status": {**TEXT, "description": "A status that the spec does not know."},
        "listed": {**_enum(STAYS_IN), "description": "List that contains a task of unknown status."},
        "operation": _enum(OPERATIONS),
        "ready_seconds": SECONDS,
        "running_seconds": SECONDS,
        "elapsed_seconds": {**SECONDS, "description": "How long ago it started."},
        "outcome": _enum(OUTCOMES),
        "repeat": {"type": "integer", "minimum": 1, "maximum": MOST_COPIES},
        "extra": {"type": "object", "description": "Fields that the spec does not know."},
    }
    fields = {name: _field(name, kind) for name, kind in types_of_task().items() if name != "task_status"}
    moves_or_not = [{"required": [key]} for key in ("status", "unknown_status", "operation")]
    return {**_mapping({**own, **fields}), "anyOf": moves_or_not}


def _failure() -> Schema:
    fields = {name: _field(name, kind) for name, kind in facts.FIELD_TYPES[FAILED_LIST].items()}
    return _mapping({**fields, "extra": {"type": "object"}}, "operate_type")


def _field(name: str, kind: str) -> Schema:
    """Return the schema of a field; null stands for a value that the service does not have."""
    return {"type": kind if name in (*TEXTS, "task_id", "operate_type") else [kind, "null"]}
