"""The modules and layers of the wrapper, from its imports, match CONTRIBUTING.md."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter

from docs.site.rooms import CONTRIBUTING, HOUSE, floors, imports, rooms, rooms_picture


def test_no_module_imports_itself_by_a_detour() -> None:
    TopologicalSorter(imports()).prepare()  # raises CycleError, which names the cycle


def test_rooms_and_arrows_are_those_of_the_table() -> None:
    rows = re.findall(
        r"^\| (\d+) \| `(\w+)` \|[^|]*\|([^|]*)\|$", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE
    )
    graph = rooms(imports())
    assert {room: set(re.findall(r"`(\w+)`", below)) for _, room, below in rows} == graph
    assert {room: int(floor) for floor, room, _ in rows} == floors(graph)
    assert max(floors(graph).values()) <= 8


def test_the_picture_has_each_room_and_only_arrows_down() -> None:
    picture = rooms_picture("rooms")
    assert set(re.findall(r"<text[^>]*>(\w+)<", picture)) == rooms(imports()).keys()
    arrows = re.findall(r'd="M[\d.]+,([\d.]+) C.* [\d.]+,([\d.]+)"/>', picture)
    assert len(arrows) >= 20
    assert all(float(start) < float(end) for start, end in arrows)


def test_few_files_stand_outside_a_room() -> None:
    assert len(list(HOUSE.glob("*.py"))) <= 12
