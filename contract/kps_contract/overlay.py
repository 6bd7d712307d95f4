"""Apply OpenAPI Overlays 1.0 to a description, strictly.

The overlay must conform to its schema, a target is a JSONPath of RFC 9535, and an action that matches nothing is an
error, so an overlay cannot silently become outdated.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from jsonpath import JSONPathEnvironment, JSONPathError, JSONPathMatch
from jsonschema_rs import Draft202012Validator
from yaml import YAMLError

from .spec import Node, load

EXTENSIONS: Node = {"^x-": {}}
ACTION = {
    "type": "object",
    "required": ["target"],
    "properties": {
        "target": {"type": "string", "pattern": r"^\$"},
        "description": {"type": "string"},
        "update": {},
        "remove": {"type": "boolean"},
    },
    "patternProperties": EXTENSIONS,
    "additionalProperties": False,
}
OVERLAY = {
    "type": "object",
    "required": ["overlay", "info", "actions"],
    "properties": {
        "overlay": {"type": "string", "pattern": r"^1\.0\.\d+$"},
        "info": {
            "type": "object",
            "required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}},
            "patternProperties": EXTENSIONS,
            "additionalProperties": False,
        },
        "extends": {"type": "string", "format": "uri-reference"},
        "actions": {"type": "array", "minItems": 1, "items": ACTION},
    },
    "patternProperties": EXTENSIONS,
    "additionalProperties": False,
}
VALIDATOR = Draft202012Validator(OVERLAY)
PATHS = JSONPathEnvironment(strict=True)


class OverlayError(Exception):
    """A file cannot be read, is not an overlay, or does not fit the description; the message says where."""


def overlaid(document: Path, *overlays: Path) -> Node:
    """Return a description from its file with *overlays* applied, in this order.

    Raises:
        OverlayError: One of the files cannot be read or does not fit; the message names it.
    """
    result = _read(document)
    for path in overlays:
        overlay = _read(path)
        try:
            result = apply(result, overlay)
        except OverlayError as error:
            raise OverlayError(f"{path}: {error}") from None
    return result


def _read(path: Path) -> Node:
    try:
        content = load(path)
    except OSError as error:
        raise OverlayError(f"{path}: {error.strerror}") from None
    except (ValueError, YAMLError) as error:
        raise OverlayError(f"{path}: {error}") from None
    if not isinstance(content, dict):
        raise OverlayError(f"{path}: is not a YAML mapping")
    return content


def apply(document: Node, overlay: Node) -> Node:
    """Return *document* as changed by *overlay*; neither argument is modified.

    Args:
        document: An OpenAPI description, or another document that the overlay is for.
        overlay: An Overlay 1.0 document.

    Returns:
        The changed copy. Objects are merged key by key; lists are extended.

    Raises:
        OverlayError: The overlay is not valid, or an action matches nothing or something that it cannot change.
    """
    for error in VALIDATOR.iter_errors(overlay):
        raise OverlayError(f"{'.'.join(map(str, error.instance_path)) or 'overlay'}: {error.message}")
    result = deepcopy(document)
    for number, action in enumerate(overlay["actions"]):
        try:
            _act(result, action)
        except (OverlayError, JSONPathError) as error:
            raise OverlayError(f"actions.{number}, target {action['target']}: {error}") from None
    return result


def _act(document: Node, action: Node) -> None:
    if ("update" in action) == action.get("remove", False):
        raise OverlayError("needs either an update or remove: true")
    matches = list(PATHS.finditer(action["target"], document))
    if not matches:
        raise OverlayError("hits nothing")
    if not all(isinstance(match.obj, dict | list) for match in matches):
        raise OverlayError("matches a plain value; Overlay 1.0 changes objects and lists, so target its parent")
    for match in reversed(matches):  # from the end, because a removal moves the later items of a list
        if "update" in action:
            _update(match.obj, deepcopy(action["update"]))
        else:
            _remove(match)


def _update(node: Any, update: Any) -> None:
    if isinstance(node, list):
        node.append(update)
    elif isinstance(update, dict):
        _merge(node, update)
    else:
        raise OverlayError("matches an object, so the update must be an object too")


def _merge(node: Node, update: Node) -> None:
    for key, value in update.items():
        present = node.get(key)
        if isinstance(present, dict) and isinstance(value, dict):
            _merge(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            present.extend(value)
        else:
            node[key] = value


def _remove(match: JSONPathMatch) -> None:
    if match.parent is None:
        raise OverlayError("removes the whole description")
    container: Any = match.parent.obj
    del container[match.parts[-1]]
