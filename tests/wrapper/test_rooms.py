"""The modules and layers of the wrapper, from its imports, match CONTRIBUTING.md."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path
from types import FrameType

from docs.site.rooms import CONTRIBUTING, HOUSE, ROOT, floors, imports, rooms, rooms_picture
from kps_tasks import Client, StaticToken
from kps_tasks_mock import MockKps

ARCHITECTURE = ROOT / "docs/guides/en/architecture.md"


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


def test_a_request_takes_the_path_that_the_guide_describes() -> None:
    steps = re.findall(r"^\d\. .*", ARCHITECTURE.read_text("utf-8"), re.MULTILINE)
    named = [name for step in steps for name in re.findall(r"\*\*`(\w+(?:/\w+\.py)?)`\*\*", step)]
    assert all((HOUSE / name).exists() for name in re.findall(r"`(_\w+/\w+\.py)`", ARCHITECTURE.read_text("utf-8")))

    mock = MockKps.documented()
    task_id = mock.add_task(operation="reset")
    auth, transport = StaticToken(mock.token), mock.transport()
    kps = Client(
        endpoint="http://kps.test", project_id=mock.project_id, auth=auth, transport=transport, clock=mock.clock
    )
    mock.fail("ListKeypairTask", status=503)
    visited = iter(files_visited(lambda: kps.tasks.get(task_id)))
    kps.close()
    for name in (name for name in named if name not in {"_http/async_driver.py", "_models"}):
        assert any(file.startswith(name) for file in visited), name


def files_visited(call: Callable[[], object]) -> list[str]:
    visited: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(HOUSE):
            visited.append(str(path.relative_to(HOUSE)))

    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return visited
