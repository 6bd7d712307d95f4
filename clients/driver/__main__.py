"""The command behind `make clients`, `make client-<language>`, `make clients-test` and `make clients-matrix`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence

from . import matrix
from .building import build
from .generating import generate
from .judging import NOT_OFFERED
from .recipes import Recipe, RecipeError, all_names, load
from .testing import ITSELF, Faults, check_that_generation_repeats, examine, helpers


def main(arguments: list[str] | None = None) -> int:
    """Perform the command line for as many clients as possible; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="clients.driver", description=__doc__)
    parser.add_argument("command", choices=("build", "test", "matrix"))
    parser.add_argument("names", nargs="+", help="folders of clients/")
    parser.add_argument(
        "--name", action="append", default=[], metavar="OPTION=NAME", help="what a package is to be called"
    )
    options = parser.parse_args(arguments)
    given = dict(text.split("=", 1) for text in options.name)
    recipes, good = usable(options.names, given)
    started = time.monotonic()
    try:
        generate(recipes)  # all in one run of the generator
        differing = check_that_generation_repeats(recipes) if options.command != "build" else {}
    except RecipeError as error:
        for recipe in recipes:
            say(recipe.name, str(error))
        return 1
    measured: dict[str, list[Faults]] = {}
    for recipe in recipes:
        if sys.stdout.isatty():
            print(f"{recipe.name:15} …", end="\r", flush=True)
        try:
            files = build(recipe)
            if recipe.name in differing:
                raise RecipeError(differing[recipe.name])
            if options.command == "build":
                say(recipe.name, f"built, {files} files in build/clients/{recipe.name}", started)
            else:
                measured[recipe.name] = examine(recipe)
                good &= report(recipe, measured[recipe.name], started)
        except RecipeError as error:
            say(recipe.name, str(error))
            good = False
        started = time.monotonic()
    if good and measured.keys() >= all_names():
        columns = [recipe for recipe in recipes if recipe.name in all_names()]
        good = compare(matrix.render(columns, measured), write=options.command == "matrix")
    return 0 if good else 1


def usable(names: Iterable[str], given: dict[str, str]) -> tuple[list[Recipe], bool]:
    """Return the recipes that can be used here, and whether all can; print a line for each of the others."""
    recipes, good = [], True
    for name in names:
        try:
            recipe = load(name, given)
            refuse_missing_tools(recipe)
            recipes.append(recipe)
        except RecipeError as error:
            say(name, str(error))
            good = False
    return recipes, good


def refuse_missing_tools(recipe: Recipe) -> None:
    """Raise an error, in one line, if a tool of the recipe is missing."""
    missing = list(recipe.missing_tools())
    if missing:
        raise RecipeError(f"not built: {'; '.join(missing)}")


def report(recipe: Recipe, measured: Sequence[Faults], started: float) -> bool:
    """Print a client's results, and return whether they match its recipe."""
    good = True
    for helper, faults in zip(helpers(recipe), measured, strict=True):
        passed = sum(fault is None for fault in faults.values())
        beside = f" with {recipe.helper}" if helper and recipe.helper != ITSELF else ""
        say(recipe.name, f"passed {passed} of {len(faults)} cases{beside}", started)
        unexpected = surprises(recipe, faults, helper=helper)
        for line in unexpected:
            say(recipe.name, line)
        good &= not unexpected
    return good


def surprises(recipe: Recipe, faults: Faults, *, helper: bool) -> list[str]:
    """Return faults that the recipe does not list, and listed ones that did not occur; a helper has no gaps."""
    gaps = {} if helper else recipe.gaps
    found = {case: fault for case, fault in faults.items() if fault and fault != NOT_OFFERED}
    new = [f"case {case}: {fault}" for case, fault in found.items() if case not in gaps]
    gone = [case for case in gaps if case not in found]
    return new + [f"case {case} passes: take it out of the gaps of clients/{recipe.name}/recipe.yaml" for case in gone]


def compare(table: str, *, write: bool) -> bool:
    """Write the table, or return whether it equals the README's."""
    if write:
        matrix.write(table)
    same = table == matrix.committed()
    if not same:
        print("The table of clients/README.md is not what was measured; `make clients-matrix` writes it.")
    return same


def say(name: str, what: str, since: float | None = None) -> None:
    """Print one line about one client."""
    print(f"{name:15} {what}" + (f" ({time.monotonic() - since:.0f} s)" if since is not None else ""), flush=True)


if __name__ == "__main__":
    sys.exit(main())
