"""The locked sets can be installed regardless of later releases."""

import re
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
LOCKED = re.compile(r"^([\w.-]+(?:\[[\w.,-]+\])?==[^\s;\\]+)", re.MULTILINE)


def test_a_lock_has_the_extras_that_its_packages_ask_for() -> None:
    # pip 23 takes the newest release of an extra that the lock omits, and refuses it because it has no hash.
    locked = {
        entry.name: entry
        for text in (REQUIREMENTS / "demo.txt", REQUIREMENTS / "test.txt")
        for entry in map(Requirement, LOCKED.findall(text.read_text(encoding="utf-8")))
    }
    asked = {
        (needed.name, extra)
        for name, entry in locked.items()
        for needed in map(Requirement, installed_requirements(name))
        if needed.name in locked
        and any(not needed.marker or needed.marker.evaluate({"extra": e}) for e in ("", *entry.extras))
        for extra in needed.extras
    }
    assert asked, "no package asks for an extra: this test sees nothing"
    assert {(name, extra) for name, extra in asked if extra not in locked[name].extras} == set()


def installed_requirements(name: str) -> list[str]:
    try:
        return requires(name) or []
    except ModuleNotFoundError:  # locked for another platform or an older Python
        return []
