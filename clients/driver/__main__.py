"""The command behind `make clients`, `make client-<language>`, `make clients-test` and `make clients-matrix`."""

from __future__ import annotations

import argparse
import sys
import time

from . import matrix
from .building import build
from .recipes import Recipe, RecipeError, all_names, load
from .testing import examine


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, for as many clients as can be; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="driver", description=__doc__)
    parser.add_argument("command", choices=("build", "test", "matrix"))
    parser.add_argument("names", nargs="+", help="folders of clients/")
    options = parser.parse_args(arguments)
    recipes, measured, wrong = [], {}, 0
    for name in options.names:
        started = time.monotonic()
        try:
            recipe = load(name)
            recipes.append(recipe)
            refuse_missing_tools(recipe)
            files = build(recipe)
            if options.command == "build":
                say(name, f"built, {files} source files in build/clients/{name}", started)
                continue
            measured[name] = examine(recipe)
            passed = sum(fault is None for fault in measured[name].values())
            say(name, f"passed {passed} of {len(measured[name])} cases", started)
            for line in surprises(recipe, measured[name]):
                wrong += 1
                say(name, line)
        except RecipeError as error:
            wrong += 1
            say(name, str(error))
    if options.command != "build" and not wrong and all_names() == set(options.names):
        wrong += compare(matrix.render(measured, recipes), write=options.command == "matrix")
    return 1 if wrong else 0


def refuse_missing_tools(recipe: Recipe) -> None:
    """Raise an error, in one line, where a tool of the recipe is missing."""
    missing = list(recipe.missing_tools())
    if missing:
        raise RecipeError(f"not built: {'; '.join(missing)}")


def surprises(recipe: Recipe, faults: dict[str, str | None]) -> list[str]:
    """Say which faults the recipe does not own up to, and which it does without having them."""
    found = {case: fault for case, fault in faults.items() if fault}
    new = [f"case {case}: {fault}" for case, fault in found.items() if case not in recipe.gaps]
    gone = [case for case in recipe.gaps if case not in found]
    return new + [f"case {case} passes: take it out of the gaps of clients/{recipe.name}/recipe.yaml" for case in gone]


def compare(table: str, *, write: bool) -> int:
    """Write the table, or return 1 where it is not the README's."""
    if write:
        matrix.write(table)
    elif table != matrix.committed():
        print("The table of clients/README.md is not what was measured; `make clients-matrix` writes it.")
        return 1
    return 0


def say(name: str, what: str, since: float | None = None) -> None:
    """Print one line about one client."""
    print(f"{name:15} {what}" + (f" ({time.monotonic() - since:.0f} s)" if since is not None else ""), flush=True)


if __name__ == "__main__":
    sys.exit(main())
