"""The rooms of the wrapper: read from the imports, lazy and typing ones counted, and held to CONTRIBUTING.md."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import kps_tasks

HOUSE = Path(kps_tasks.__file__).parent
TABLE = HOUSE.parents[1] / "CONTRIBUTING.md"

Graph = dict[str, set[str]]


def imports() -> Graph:
    """Every module of the wrapper by its path, with the modules of the wrapper that it imports."""
    modules = {".".join(path.relative_to(HOUSE).with_suffix("").parts): path for path in HOUSE.rglob("*.py")}
    return {name: set(imported(name, path, modules)) for name, path in modules.items()}


def imported(name: str, path: Path, modules: dict[str, Path]) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = name.split(".")[: -node.level]
            base = [*package, *(node.module or "").split(".")] if node.module else package
            for alias in node.names:
                candidates = (".".join([*base, alias.name]), ".".join(base), ".".join([*base, "__init__"]))
                found.append(next(candidate for candidate in candidates if candidate.lstrip(".") in modules))
    return found


def rooms(graph: Graph) -> Graph:
    """The same for rooms: a folder, or a file that stands alone."""
    found: Graph = {}
    for name, targets in graph.items():
        room = name.partition(".")[0]
        found.setdefault(room, set()).update(target.partition(".")[0] for target in targets)
        found[room].discard(room)
    return found


def test_no_module_imports_itself_by_a_detour() -> None:
    TopologicalSorter(imports()).prepare()  # raises CycleError, which names the circle


def floors(graph: Graph) -> dict[str, int]:
    """The floor of each room: one above the highest that it imports."""
    found: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        found[room] = 1 + max((found[below] for below in graph[room]), default=0)
    return found


def test_rooms_and_arrows_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|[^|]*\|([^|]*)\|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    graph = rooms(imports())
    assert {room: set(re.findall(r"`(\w+)`", below)) for _, room, below in rows} == graph
    assert {room: int(floor) for floor, room, _ in rows} == floors(graph)
    assert max(floors(graph).values()) <= 8


def test_few_files_stand_outside_a_room() -> None:
    assert len(list(HOUSE.glob("*.py"))) <= 12
