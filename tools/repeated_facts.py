"""Find facts about the service that were typed by hand although generated ones exist.

`make check-generated` prints how many there are, and fails if there are any. Every literal in the shipped code except
docstrings is checked: a text that is, or as a sentence contains, one stated by openapi.yaml (regions and addresses,
messages, error codes, states, headers), and a number that is one of its bounds or quotas. Field names do not count,
because code that reads a field must name it. Nor does a single word of a state, such as RUNNING, which is also plain
English, nor what the list below explains.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from kps_tasks_client import facts
from kps_tasks_client.models import KnownErrorCode, KnownOperateType, KnownTaskStatus

SHIPPED = ("wrapper/kps_tasks", "mock/kps_tasks_mock", "contract/kps_contract")
BROKEN_ON_PURPOSE = "variants"  # mocks of the contract suite that state wrong facts
PLAIN_WORDS = {"RUNNING"}
ALLOWED = {
    ("cn-north-4", "_state.py"): "the default name of the mock's project",
    (300.0, "renewed.py"): "a token is renewed five minutes before it expires",
    (300, "tool.py"): "characters of an error that are shown",
    (300, "reading.py"): "characters of an error that are shown",
    (300, "response.py"): "the first status that is not a success",
    (100_000, "_seed_parts.py"): "copies that a seed may ask for",
}

EXACT = {
    *facts.ENDPOINTS,
    *facts.IAM_ENDPOINTS,
    *(value.value for enum in (KnownErrorCode, KnownOperateType, KnownTaskStatus) for value in enum),
    facts.TOKEN_HEADER.lower(),
    facts.REQUEST_ID_HEADER.lower(),
    *(permission.alias for permission in facts.PERMISSIONS.values()),
    *(permission.action for permission in facts.PERMISSIONS.values()),
} - PLAIN_WORDS
CONTAINED = {
    *(endpoint.partition(f"{region}.")[2] for region, endpoint in facts.ENDPOINTS.items()),
    *(known.match for known in facts.CREDENTIAL_MESSAGES.values()),
    *(known.message for known in facts.ERROR_CODES.values() if known.message and " " in known.message),
}
NUMBERS = {facts.LIMIT[-1], facts.OFFSET[-1], facts.REQUESTS_PER_MINUTE}


def repeated_facts(root: Path) -> Iterator[str]:
    """Yield a line for each fact that was typed by hand in the shipped code."""
    for folder in SHIPPED:
        for path in sorted((root / folder).rglob("*.py")):
            if BROKEN_ON_PURPOSE in path.parts:
                continue
            for node in literals(ast.parse(path.read_text(encoding="utf-8"))):
                if is_fact(node.value) and (node.value, path.name) not in ALLOWED:
                    yield f"{path.relative_to(root)}:{node.lineno}: {node.value!r} is stated by openapi.yaml"


def literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every constant except docstrings, and except numbers in a calculation such as ``milliseconds / 1000``."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.BinOp) for part in (node.left, node.right)}
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in skipped)


def is_fact(value: object) -> bool:
    """Whether the spec states this value."""
    if isinstance(value, str):
        return value in EXACT or value.lower() in EXACT or any(part in value for part in CONTAINED)
    return isinstance(value, int | float) and not isinstance(value, bool) and value in NUMBERS
