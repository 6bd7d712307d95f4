"""Run programs with the vendor's SDKs against the mock, and compare its signer with ours: `make interop`.

The output of each program is compared with the mock's seed, and the mock verifies each signature.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NoReturn

from . import faults
from .compare_signing import differences
from .published_samples import PAGES_VARIABLE, PageError, Samples, pages_at_hand, read_samples
from .scenarios import COLUMNS, Outcome, play, seeded_task_id
from .toolchains import LANGUAGES, PYTHON, BuildError, MissingTool, Program

REQUESTS = 1000
SHOWN = 3  # of the requests whose signatures differ
NAME_WIDTH = len("Python, published")


def main() -> int:
    """Run everything that the toolchains of this machine allow; return the exit status."""
    parser = argparse.ArgumentParser(description="Run the vendor's SDKs against the mock.")
    parser.add_argument(
        "--language", choices=LANGUAGES, action="append", help="only this one, which must be there; may be repeated"
    )
    parser.add_argument("--write", action="store_true", help="write the table of faults of the README")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generated requests (default: 1)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)  # so the running program is ended
    failures = list(_signing_failures(arguments.seed))
    ours: list[Program] = []
    outcomes = list(_tried(arguments.language or LANGUAGES, arguments.language is not None, failures, ours))
    verified, refused = sum(outcome.verified for outcome in outcomes), sum(outcome.refused for outcome in outcomes)
    print(f"\nThe mock verified {verified} signatures of the SDKs, and refused {refused} made with a wrong secret.")
    measured = faults.table(ours)
    print(f"\nWhat the SDKs make of what goes wrong on the way:\n\n{measured}", flush=True)
    if len(ours) == len(LANGUAGES) and not faults.is_written(measured, write=arguments.write):
        failures.append("The table of tools/interop/README.md is not what was measured; `--write` writes it.")
    for failure in failures:
        print(f"\n{failure}", file=sys.stderr)
    return 1 if failures else 0


def _signing_failures(random_seed: int) -> Iterator[str]:
    found = list(differences(PYTHON, REQUESTS, random_seed))
    verdict = f"{len(found)} DIFFER" if found else "equal byte for byte"
    print(f"{REQUESTS} generated requests, each signed twice by the vendor's signer and twice by ours: {verdict}")
    yield from found[:SHOWN]


def _tried(
    languages: Iterable[str], must_be_there: bool, failures: list[str], ours: list[Program]
) -> Iterator[Outcome]:
    """Try the programs of each language and print a table row for each; add to *failures* and *ours*."""
    samples = _published(failures)
    print()
    _print_line("", COLUMNS.values())
    for language in languages:
        try:
            programs = LANGUAGES[language](samples.get(language), seeded_task_id())
        except MissingTool as error:
            print(f"{language}: skipped, {error}", flush=True)
            if must_be_there:
                failures.append(f"{language}: {error}")
            continue
        except BuildError as error:
            print(f"{language}: FAILED, it could not be built", flush=True)
            failures.append(f"{language}: {error}")
            continue
        ours.append(programs[-1])
        for program in programs:
            yield from _row(program, failures)


def _published(failures: list[str]) -> Mapping[str, Samples]:
    pages = pages_at_hand()
    if pages is None:
        print(f"The vendor's published samples are skipped: {PAGES_VARIABLE} does not say where its pages are.")
        return {}
    try:
        return read_samples(seeded_task_id(), pages)
    except PageError as error:
        failures.append(f"The vendor's pages: {error}.")
        return {}


def _row(program: Program, failures: list[str]) -> list[Outcome]:
    outcomes = {scenario: play(program, scenario) for scenario in COLUMNS}
    _print_line(program.name, (outcome.shown for outcome in outcomes.values()))
    failures += [
        f"{program.name}, {COLUMNS[scenario]}: {outcome.problem}"
        for scenario, outcome in outcomes.items()
        if outcome.problem
    ]
    return list(outcomes.values())


def _print_line(name: str, cells: Iterable[str]) -> None:
    widths = (len(title) for title in COLUMNS.values())
    line = [name.ljust(NAME_WIDTH), *(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))]
    print("  ".join(line).rstrip(), flush=True)


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
