"""The table language by case, as Markdown, in clients/README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .cases import CASES
from .recipes import CLIENTS, Recipe

README = CLIENTS / "README.md"
BEGIN = "<!-- measured: made by `make clients-matrix`, not by hand -->"
END = "<!-- end of measured -->"
SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"


def committed() -> str:
    """Return the table as the README has it."""
    return README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip("\n")


def write(table: str) -> None:
    """Put the table into the README."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def render(measured: Mapping[str, Mapping[str, str | None]], recipes: Iterable[Recipe]) -> str:
    """Draw the table of the faults, by recipe and case."""
    recipes = list(recipes)
    notes: dict[str, str] = {}
    rows = []
    for case in CASES:
        cells = [case.row]
        for recipe in recipes:
            if measured[recipe.name][case.name] is None:
                cells.append("✓")
            else:
                why = recipe.gaps.get(case.name, "")
                cells.append("no" + notes.setdefault(why, SIGNS[min(len(notes), len(SIGNS) - 1)]))
        rows.append(cells)
    head = [["Case", *(recipe.language for recipe in recipes)], ["---", *(":-:" for _ in recipes)]]
    passed = [sum(fault is None for fault in measured[recipe.name].values()) for recipe in recipes]
    rows = [["Clean under", *(r.clean for r in recipes)], ["Needs at run time", *(r.needs for r in recipes)], *rows]
    foot = [["**Passed**", *(f"**{count} of {len(CASES)}**" for count in passed)]]
    lines = [f"| {' | '.join(cells)} |" for cells in [*head, *rows, *foot]]
    return "\n".join([*lines, *(f"\n{sign} {why}" for why, sign in notes.items())])
