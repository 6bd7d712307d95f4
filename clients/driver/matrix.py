"""The table of languages and cases, as Markdown, in clients/README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .cases import CASES
from .judging import NOT_OFFERED
from .recipes import CLIENTS, Recipe
from .testing import ITSELF, Faults, helpers

README = CLIENTS / "README.md"
BEGIN = "<!-- measured: made by `make clients-matrix`, not by hand -->"
END = "<!-- end of measured -->"
SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"


def committed() -> str:
    """Return the table in the README."""
    return README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip("\n")


def write(table: str) -> None:
    """Write the table into the README."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def render(recipes: Iterable[Recipe], measured: Mapping[str, Sequence[Faults]]) -> str:
    """Return the table of the faults, by recipe and case; a recipe with a helper has two columns."""
    columns = [
        (recipe, title(recipe, helper=helper), faults)
        for recipe in recipes
        for helper, faults in zip(helpers(recipe), measured[recipe.name], strict=True)
    ]
    notes: dict[str, str] = {}
    rows = []
    for case in CASES:
        cells = [case.row]
        for recipe, _, faults in columns:
            if faults[case.name] is None:
                cells.append("✓")
            elif faults[case.name] == NOT_OFFERED:
                cells.append("-")
            else:
                why = recipe.gaps.get(case.name, "")
                cells.append("no" + notes.setdefault(why, SIGNS[min(len(notes), len(SIGNS) - 1)]))
        rows.append(cells)
    head = [["Case", *(name for _, name, _ in columns)], ["---", *(":-:" for _ in columns)]]
    passed = [sum(fault is None for fault in faults.values()) for _, _, faults in columns]
    rows = [
        ["Clean under", *(recipe.clean for recipe, _, _ in columns)],
        ["Needs at run time", *(recipe.needs for recipe, _, _ in columns)],
        *rows,
    ]
    foot = [["**Passed**", *(f"**{count}/{len(CASES)}**" for count in passed)]]
    lines = [f"| {' | '.join(cells)} |" for cells in [*head, *rows, *foot]]
    return "\n".join([*lines, *(f"\n{sign} {why}" for why, sign in notes.items())])


def title(recipe: Recipe, *, helper: bool) -> str:
    """Return the heading of a column."""
    return f"{recipe.language}, `{recipe.helper}`" if helper and recipe.helper != ITSELF else recipe.language
