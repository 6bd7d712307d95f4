"""The rooms of the wrapper: read from the imports, lazy and typing ones counted, and held to CONTRIBUTING.md."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import kps_tasks

HOUSE = Path(kps_tasks.__file__).parent
ROOT = HOUSE.parents[1]

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


def test_rooms_stand_on_few_floors_without_a_circle() -> None:
    sorter = TopologicalSorter(rooms(imports()))
    sorter.prepare()
    floors = 0
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        floors += 1
    assert floors <= 8


def test_few_files_stand_outside_a_room() -> None:
    assert len(list(HOUSE.glob("*.py"))) <= 12
