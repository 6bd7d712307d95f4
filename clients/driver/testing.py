"""Put a built client through the cases, its example through the mock, and its sources through a second generation."""

from __future__ import annotations

import json
from typing import Any

from kps_tasks_mock import MockKps

from .building import generate, run
from .cases import CASES, Case
from .judging import fault
from .recipes import Recipe, RecipeError
from .serving import serve


def examine(recipe: Recipe) -> dict[str, str | None]:
    """Check a built client, and return the fault that it has in each case; None where it has none.

    Raises:
        RecipeError: Something other than a case failed.
    """
    for command in recipe.check:
        run(command, recipe.built)
    check_that_generation_repeats(recipe)
    check_the_example(recipe)
    with serve(CASES) as served:
        calls = "".join(json.dumps(call(case, served.url)) + "\n" for case in CASES)
        results = read_results(run(recipe.conformance, recipe.built, stdin=calls))
        return {case.name: fault(case, served.seen[case.name], results.get(case.name)) for case in CASES}


def call(case: Case, url: str) -> dict[str, Any]:
    """Return what the client's program is told about a case."""
    return {"case": case.name, "operation": case.operation, "endpoint": url, "token": case.token, **case.call}


def read_results(printed: str) -> dict[str, dict[str, Any]]:
    """Return what the client's program printed, by case."""
    results: dict[str, dict[str, Any]] = {}
    for line in printed.splitlines():
        try:
            result = json.loads(line)
            results[result["case"]] = result
        except (ValueError, TypeError, KeyError):
            raise RecipeError(f"the conformance program printed something else than a result: {line[:200]}") from None
    return results


def check_that_generation_repeats(recipe: Recipe) -> None:
    """Raise an error where a second generation gives other bytes."""
    for name, content in generate(recipe).items():
        if (recipe.built / name).read_bytes() != content:
            raise RecipeError(f"{name} differs between two generations")


def check_the_example(recipe: Recipe) -> None:
    """Raise an error where the example does not print the running task of the documentation's example."""
    mock = MockKps.documented()
    with mock.serve() as url:
        settings = {"KPS_ENDPOINT": url, "KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
        printed = run(recipe.example, recipe.built, environment=settings)
    expected = "aee8d2fe-5484-4753-9177-5a38dc15546c RUNNING_RESET Test true"
    if printed.strip().lower() != expected.lower():
        raise RecipeError(f"the example printed {printed.strip()!r} instead of {expected!r}")
