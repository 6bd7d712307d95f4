"""Apply an OpenAPI Overlay 1.0 to a description, strictly.

``python tests/spec/overlay.py openapi.yaml some.overlay.yaml -o out.yaml``, or `apply` from Python. Strictly: the
overlay is held to its schema, a target is a JSONPath of RFC 9535, and an action that hits nothing is an error and not a
wish. So an overlay cannot silently fall behind the description that it is for.
"""

from __future__ import annotations

import argparse
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from jsonpath import JSONPathEnvironment, JSONPathError, JSONPathMatch
from jsonschema import Draft202012Validator

Node = dict[str, Any]

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
PATHS = JSONPathEnvironment(strict=True)


class OverlayError(Exception):
    """A file cannot be read, is no overlay, or does not fit the description; the message says where."""


class UniqueKeyLoader(yaml.SafeLoader):
    """YAML takes the last of two equal keys without a word; here the second one is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of *node*, as the base class makes it."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            message = f"{node.start_mark}: twice in one mapping: {', '.join(map(str, sorted(twice)))}"
            raise ValueError(message)
        return super().construct_mapping(node, deep)


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out: not every reader of OpenAPI knows YAML's aliases."""
        return True


def load(path: Path) -> Node:
    """The content of a YAML file, in which no key is said twice."""
    loaded: Node = UniqueKeyLoader(path.read_text(encoding="utf-8")).get_single_data()
    return loaded


def apply(document: Node, overlay: Node) -> Node:
    """Return *document* as *overlay* changes it; both stay as they are.

    Args:
        document: An OpenAPI description, or whatever the overlay is for.
        overlay: An Overlay 1.0 document.

    Returns:
        The changed copy. Objects are merged key by key, lists grow by what is added.

    Raises:
        OverlayError: The overlay is not valid, or one of its actions hits nothing or what it cannot change.
    """
    for error in Draft202012Validator(OVERLAY).iter_errors(overlay):
        raise OverlayError(f"{'.'.join(map(str, error.absolute_path)) or 'overlay'}: {error.message}")
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
        raise OverlayError("hits a plain value; Overlay 1.0 changes objects and lists, so target what it stands in")
    for match in reversed(matches):  # from the end, as a removal moves what follows in a list
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
        raise OverlayError("hits an object, so the update must be an object, too")


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


def _read(path: Path) -> Node:
    try:
        content = load(path)
    except OSError as error:
        raise OverlayError(f"{path}: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise OverlayError(f"{path}: {error}") from None
    if not isinstance(content, dict):
        raise OverlayError(f"{path}: holds no YAML mapping")
    return content


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Apply OpenAPI overlays to a description, strictly.")
    parser.add_argument("document", type=Path, help="the description, YAML or JSON")
    parser.add_argument("overlays", type=Path, nargs="+", metavar="overlay", help="applied one after the other")
    parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")
    options = parser.parse_args(arguments)
    try:
        result = _read(options.document)
        for path in options.overlays:
            overlay = _read(path)
            try:
                result = apply(result, overlay)
            except OverlayError as error:
                raise OverlayError(f"{path}: {error}") from None
    except OverlayError as error:
        print(f"overlay: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    text = yaml.dump(result, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
