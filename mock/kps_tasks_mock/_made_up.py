"""What the mock makes up if a seed does not say: always the same, derived from the place in a project."""

from collections.abc import Callable, Mapping
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen

EPOCH = 1_767_225_600_000
"""Beginning of the mock's time, 2026-01-01, in milliseconds since 1970."""

ERROR_MSG = "Update public key error"

Row = Mapping[str, object]


@frozen
class Place:
    """The place of a task or failure: its number in a project, and the moment from which it exists."""

    project_id: str
    kind: str
    number: int
    since: int = 0

    def id(self, of: str) -> str:
        """Make up an ID."""
        return str(uuid5(NAMESPACE_URL, f"kps-tasks-mock/{self.project_id}/{self.kind}/{self.number}/{of}"))

    def complete(self, given: Row, types: Mapping[str, str]) -> Row:
        """Return the given fields, and make up the others."""
        return {
            name: given[name]
            if name in given
            else _KNOWN[name](self)
            if name in _KNOWN
            else self._example(name, json_type)
            for name, json_type in types.items()
        }

    def _example(self, name: str, json_type: str) -> object:
        """Make up a value of a JSON type."""
        number = self.number
        examples = {"string": f"{name}-{number:03}", "integer": number, "number": number, "boolean": False, "array": []}
        return examples.get(json_type, {})


_KNOWN: dict[str, Callable[[Place], object]] = {
    "task_id": lambda place: place.id("task"),
    "server_id": lambda place: place.id("server"),
    "server_name": lambda place: f"server-{place.number:03}",
    "keypair_name": lambda place: f"KeyPair-{place.number:03}",
    "task_time": lambda place: str(EPOCH + place.since),
    "task_error_code": lambda _: None,
    "task_error_msg": lambda _: ERROR_MSG,
    "project_id": lambda place: place.project_id,
}
