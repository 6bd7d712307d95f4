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
    parser = argparse.ArgumentParser(prog="clients.driver", description=__doc__)
    parser.add_argument("command", choices=("build", "test", "matrix"))
    parser.add_argument("names", nargs="+", help="folders of clients/")
    options = parser.parse_args(arguments)
    measured: dict[str, dict[str, str | None]] = {}
    good = True
    for name in options.names:
        if sys.stdout.isatty():
            print(f"{name:15} …", end="\r", flush=True)
        try:
            recipe = load(name)
            started = time.monotonic()
            refuse_missing_tools(recipe)
            files = build(recipe)
            if options.command == "build":
                say(name, f"built, {files} source files in build/clients/{name}", started)
            else:
                measured[name] = examine(recipe)
                good &= report(recipe, measured[name], started)
        except RecipeError as error:
            say(name, str(error))
            good = False
    if good and measured.keys() == all_names():
        good = compare(matrix.render(measured, map(load, measured)), write=options.command == "matrix")
    return 0 if good else 1


def refuse_missing_tools(recipe: Recipe) -> None:
    """Raise an error, in one line, where a tool of the recipe is missing."""
    missing = list(recipe.missing_tools())
    if missing:
        raise RecipeError(f"not built: {'; '.join(missing)}")


def report(recipe: Recipe, faults: dict[str, str | None], started: float) -> bool:
    """Say how a client did, and return whether that is what its recipe says."""
    passed = sum(fault is None for fault in faults.values())
    say(recipe.name, f"passed {passed} of {len(faults)} cases", started)
    unexpected = surprises(recipe, faults)
    for line in unexpected:
        say(recipe.name, line)
    return not unexpected


def surprises(recipe: Recipe, faults: dict[str, str | None]) -> list[str]:
    """Say which faults the recipe does not own up to, and which it does without having them."""
    found = {case: fault for case, fault in faults.items() if fault}
    new = [f"case {case}: {fault}" for case, fault in found.items() if case not in recipe.gaps]
    gone = [case for case in recipe.gaps if case not in found]
    return new + [f"case {case} passes: take it out of the gaps of clients/{recipe.name}/recipe.yaml" for case in gone]


def compare(table: str, *, write: bool) -> bool:
    """Write the table, or return whether it is the README's."""
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
