"""Run the cases with a built client, and generate its sources a second time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .building import client_files, finished, once, own_files
from .cases import CASES, Case
from .commands import run
from .consuming import check_in_an_empty_project
from .generating import generate, kept, read_folder
from .judging import NOT_OFFERED, fault
from .recipes import Recipe, RecipeError
from .serving import serve

ITSELF = "itself"  # as a recipe's helper: the client does what others need a helper for

Faults = dict[str, str | None]


def examine(recipe: Recipe) -> list[Faults]:
    """Check a built client, and return its fault in each case: without its helper, and with it.

    Raises:
        RecipeError: Something other than a case failed.
    """
    once(recipe, "check", recipe.check, own_files(recipe) | read_folder(recipe.work / "client"))
    check_in_an_empty_project(recipe)
    return [put_through(recipe, helper=helper) for helper in helpers(recipe)]


def helpers(recipe: Recipe) -> list[bool]:
    """Whether a helper is used, for each column of a recipe in the table."""
    return [False] if not recipe.helper else [True] if recipe.helper == ITSELF else [False, True]


def put_through(recipe: Recipe, *, helper: bool, folder: Path | None = None) -> Faults:
    """Run the cases with a client, and return its fault in each; None if it has none."""
    offered = [case for case in CASES if helper or not case.helper]
    with serve(offered) as served:
        calls = "".join(json.dumps(call(case, served.url_of(case))) + "\n" for case in offered)
        extra = " helper" if helper and recipe.helper != ITSELF else ""
        results = read_results(run(recipe.conformance + extra, folder or recipe.work, stdin=calls))
        faults = {case.name: fault(case, served.seen_by(case), results.get(case.name)) for case in offered}
    return {case.name: NOT_OFFERED for case in CASES} | faults


def call(case: Case, url: str) -> dict[str, Any]:
    """Return the description of a case for the client's program."""
    credential = {"access_key": case.token} if case.signed else {"token": case.token}
    return {"case": case.name, "operation": case.operation, "endpoint": url, **credential, **case.call}


def read_results(printed: str) -> dict[str, dict[str, Any]]:
    """Return the output of the client's program, by case."""
    results: dict[str, dict[str, Any]] = {}
    for line in printed.splitlines():
        try:
            result = json.loads(line)
            results[result["case"]] = result
        except (ValueError, TypeError, KeyError):
            raise RecipeError(f"the conformance program printed something else than a result: {line[:200]}") from None
    return results


def check_that_generation_repeats(recipes: Iterable[Recipe]) -> dict[str, str]:
    """Generate again, and return the differences by recipe; what was equal once is not generated again."""
    recipes = list(recipes)
    wanted = [recipe for recipe in recipes if recipe.generator and not repeated(kept(recipe)).exists()]
    first, second = generate(wanted), generate(wanted, anew=True)
    differing = {}
    for recipe in wanted:
        if what := difference(first[recipe.name], second[recipe.name], kept(recipe)):
            differing[recipe.name] = what
    for recipe in recipes:
        try:
            if recipe.generate and (what := difference_by_own_tools(recipe)):
                differing[recipe.name] = what
        except RecipeError as error:
            differing[recipe.name] = str(error)
    return differing


def difference_by_own_tools(recipe: Recipe) -> str | None:
    """Return the difference between two runs of a recipe's own generator."""
    own = own_files(recipe)
    folder = finished(recipe, own, generate([recipe]).get(recipe.name, {}))
    if repeated(folder).exists():
        return None
    return difference(client_files(recipe, own), client_files(recipe, own, anew=True), folder)


def difference(first: dict[str, bytes], second: dict[str, bytes], folder: Path) -> str | None:
    """Return the files that differ; if there are none, mark the folder that stores them."""
    names = sorted(first.keys() | second.keys())
    if odd := [name for name in names if first.get(name) != second.get(name)]:
        return f"{', '.join(odd)} differ between two generations"
    repeated(folder).touch()
    return None


def repeated(folder: Path) -> Path:
    """The mark for a folder whose contents were equal in two generations."""
    return folder.with_name(f"{folder.name}.repeated")
