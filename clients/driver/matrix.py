"""The tables of clients and cases, as Markdown, in clients/README.md."""

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
    """Return what was measured: the clients, the cases in which they differ, and the cases in which they do not.

    Args:
        recipes: Those of all clients; one with a helper stands for two.
        measured: The faults, by recipe and case.
    """
    clients = [
        (recipe, title(recipe, helper=helper), faults)
        for recipe in recipes
        for helper, faults in zip(helpers(recipe), measured[recipe.name], strict=True)
    ]
    summary = [["Client", "Clean under", "Needs at run time", "Passed"], ["---"] * 4]
    for recipe, name, faults in clients:
        passed = sum(fault is None for fault in faults.values())
        summary.append([name, recipe.clean, recipe.needs, f"{passed}/{len(CASES)}"])

    partial = [client for client in clients if any(client[2].values())]
    notes: dict[str, str] = {}
    different = [["Case", *(name for _, name, _ in partial)], ["---", *(":-:" for _ in partial)]]
    same: dict[str, list[str]] = {"✓": [], "-": []}
    for case in CASES:
        marks = [_mark(recipe.gaps.get(case.name, ""), faults[case.name], notes) for recipe, _, faults in partial]
        if set(marks) in ({"✓"}, {"-"}):
            same[marks[0]].append(f"- {case.row}")
        else:
            different.append([case.row, *marks])
    return "\n\n".join(
        [
            _table(summary),
            "The clients differ in these cases; those that passed all cases are left out:",
            _table(different),
            *(f"{sign} {why}" for why, sign in notes.items()),
            _folded("All clients pass these cases", same["✓"]),
            _folded("Cases that need a helper or the wrapper", same["-"]),
        ]
    )


def _mark(why: str, fault: str | None, notes: dict[str, str]) -> str:
    if fault is None:
        return "✓"
    return "-" if fault == NOT_OFFERED else "no" + notes.setdefault(why, SIGNS[min(len(notes), len(SIGNS) - 1)])


def _table(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _folded(summary: str, items: Sequence[str]) -> str:
    """Return a list that unfolds, on the site as on a code host."""
    head = f'<details markdown="1">\n<summary>{summary} ({len(items)})</summary>'
    return "\n".join([head, "", *items, "", "</details>"])


def title(recipe: Recipe, *, helper: bool) -> str:
    """Return the heading of a column."""
    return f"{recipe.language}, `{recipe.helper}`" if helper and recipe.helper != ITSELF else recipe.language
