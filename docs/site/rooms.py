"""The modules of the wrapper in layers, from its imports, lazy and typing ones included: graph, picture and table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "wrapper/kps_tasks"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
WIDTH, ROW, BOX_HEIGHT, LETTER, PADDING = 420, 66, 28, 7.2, 16  # a phone shows it whole

Graph = dict[str, set[str]]


def imports() -> Graph:
    """Return every file of the wrapper by its path, with the files of the wrapper that it imports."""
    modules = {".".join(path.relative_to(HOUSE).with_suffix("").parts): path for path in HOUSE.rglob("*.py")}
    return {name: set(_imported(name, path, modules)) for name, path in modules.items()}


def _imported(name: str, path: Path, modules: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = name.split(".")[: -node.level]
            base = [*package, *(node.module or "").split(".")] if node.module else package
            for alias in node.names:
                candidates = (".".join([*base, alias.name]), ".".join(base), ".".join([*base, "__init__"]))
                yield next(candidate for candidate in candidates if candidate.lstrip(".") in modules)


def rooms(graph: Graph) -> Graph:
    """Return the same for modules: a folder, or a single file."""
    found: Graph = {}
    for name, targets in graph.items():
        room = name.partition(".")[0]
        found.setdefault(room, set()).update(target.partition(".")[0] for target in targets)
        found[room].discard(room)
    return found


def floors(graph: Graph) -> dict[str, int]:
    """Return the layer of each module: one above the highest that it imports."""
    found: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        found[room] = 1 + max((found[below] for below in graph[room]), default=0)
    return found


def purposes() -> dict[str, str]:
    """Return the purpose of each module, from CONTRIBUTING.md."""
    return dict(re.findall(r"^\| \d+ \| `(\w+)` \| ([^|]*?) \|", CONTRIBUTING.read_text("utf-8"), re.MULTILINE))


def rooms_table(words: Mapping[str, str], translated: Mapping[str, str]) -> str:
    """Return the table of modules, the highest layer first.

    Args:
        words: The headings: ``floor``, ``room``, ``purpose``, ``imports``.
        translated: The purpose of each module in another language; empty for English.
    """
    graph, meant = rooms(imports()), translated or purposes()
    rows = [
        f"| {floor} | `{room}` | {meant[room]} | {', '.join(f'`{below}`' for below in sorted(graph[room]))} |"
        for room, floor in _from_the_top(graph)
    ]
    head = " | ".join(words[key] for key in ("floor", "room", "purpose", "imports"))
    return "\n".join([f"| {head} |", "|---|---|---|---|", *rows])


def rooms_picture(title: str) -> str:
    """Draw the modules in their layers, without arrows that follow from others, because there would be too many."""
    graph = rooms(imports())
    places = dict(_places(graph))
    height = ROW * max(floors(graph).values())
    parts = [
        f'<svg class="rooms" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg">',
        '<defs><marker id="below" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" class="head"/></marker></defs>',
    ]
    for room, targets in sorted(graph.items()):
        parts += [_arrow(places[room], places[target]) for target in sorted(_nearest(targets, graph))]
    for room, (centre, top) in places.items():
        width = len(room) * LETTER + PADDING
        parts.append(
            f'<g class="room"><rect x="{centre - width / 2:g}" y="{top:g}" width="{width:g}" height="{BOX_HEIGHT}" '
            f'rx="7"/><text x="{centre:g}" y="{top + BOX_HEIGHT / 2 + 4:g}">{room}</text></g>'
        )
    return "\n".join([*parts, "</svg>"])


def _from_the_top(graph: Graph) -> list[tuple[str, int]]:
    return sorted(floors(graph).items(), key=lambda each: (-each[1], each[0]))


def _places(graph: Graph) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the horizontal centre and the top of each module, placed near the modules that import it."""
    of, highest = floors(graph), max(floors(graph).values())
    centres: dict[str, float] = {}
    for floor in range(highest, 0, -1):
        here = [room for room in sorted(of) if of[room] == floor]
        above = {room: [centres[other] for other in centres if room in graph[other]] for room in here}
        here.sort(key=lambda room: sum(above[room]) / len(above[room]) if above[room] else WIDTH / 2)
        for number, room in enumerate(here):
            centres[room] = WIDTH * (number + 0.5) / len(here)
            yield room, (centres[room], (highest - floor) * ROW + 8)


def _nearest(targets: set[str], graph: Graph) -> set[str]:
    """Return the targets that no other target leads to."""
    return targets - {far for near in targets for far in _reached(near, graph)}


def _reached(room: str, graph: Graph) -> set[str]:
    return graph[room] | {far for below in graph[room] for far in _reached(below, graph)}


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    left, top = start[0], start[1] + BOX_HEIGHT
    return (
        f'<path class="arrow" marker-end="url(#below)" d="M{left:g},{top:g} '
        f'C{left:g},{top + 20:g} {end[0]:g},{end[1] - 22:g} {end[0]:g},{end[1] - 2:g}"/>'
    )
