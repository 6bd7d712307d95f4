"""Measure the contract suite: run it against mocks broken on purpose, and fail if it misses one.

In process, each must be detected; over HTTP, where nobody advances the clock, almost all, and the table lists the rest.
The correct mock must pass with several seeds, and over HTTP.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path

from kps_tasks_mock import MockKps

from ..description import Kind
from ..mocks import SEED, target_of
from ..run import Plan, run
from ..score import SERVED, judge_all, over_http, table
from ..variants import REGISTER

SEEDS = range(1, 6)
OVER_HTTP = 0.92  # of the variants, at least; the others cannot be distinguished from a correct stand-in


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("names", nargs="*", help="variants (default: all)")
    parser.add_argument("--file", type=Path, help="file with variants to use instead of the built-in ones")
    parser.add_argument("--quick", action="store_true", help="stop each variant at its first detection")
    parser.add_argument("--verbose", action="store_true", help="print what detected each variant")


def main(options: argparse.Namespace) -> int:
    """Judge the variants; return 1 if one was missed or the correct mock failed."""
    names = options.names or (_load(options.file) if options.file else list(REGISTER))
    unknown = [name for name in names if name not in REGISTER]
    if unknown:
        options.error(f"no such variant: {', '.join(unknown)}")
    verdicts = judge_all(names, options.quick)
    if options.verbose:
        for verdict in verdicts:
            found = [f"{part}: {text[:140] or '-'}" for part, text in verdict.by.items()]
            print(f"{verdict.name} ({verdict.kind})", *found, sep="\n  ")
    print(table(verdicts))
    failed = [] if options.quick or options.names or options.file else _honest_failures()
    if failed:
        print(f"contract-mutants: the correct mock fails: {', '.join(failed)}", file=sys.stderr)
    missed = [verdict.name for verdict in verdicts if not verdict.caught]
    if missed:
        print(f"contract-mutants: not caught: {', '.join(missed)}", file=sys.stderr)
    served = [bool(verdict.by[SERVED]) for verdict in verdicts if SERVED in verdict.by]
    few = bool(served) and sum(served) < OVER_HTTP * len(served) and not options.names
    if few:
        print(f"contract-mutants: {sum(served)} of {len(served)} noticed over HTTP", file=sys.stderr)
    return 1 if missed or failed or few else 0


def _load(path: Path) -> list[str]:
    """Register the variants of a file, and return their names."""
    before = set(REGISTER)
    spec = importlib.util.spec_from_file_location("more_variants", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"contract-mutants: {path} is not a Python file")
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return [name for name in REGISTER if name not in before]


def _honest_failures() -> list[str]:
    """Return the ways in which the correct mock fails."""
    failed = []
    for seed in SEEDS:
        mock = MockKps.from_seed(SEED)
        with mock.serve() as url, tempfile.TemporaryDirectory() as folder:
            plan = Plan(Kind.MOCK, Path(folder), wrong_credentials=True, seed=seed, examples=30)
            outcome = run(target_of(mock, url), plan, "the mock")
        failed += [] if outcome.passed else [f"with seed {seed}"]
    found = over_http(lambda: MockKps.from_seed(SEED)).findings
    return failed + [f"over HTTP: {finding}" for finding in found]
