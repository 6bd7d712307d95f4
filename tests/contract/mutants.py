"""Measure the contract suite: run it against mocks that are broken on purpose, and fail if it does not notice one.

``make contract-mutants``. The honest mock must pass with several seeds.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path

from kps_contract.description import Kind
from kps_contract.mocks import SEED, target_of
from kps_contract.run import Plan, run
from kps_contract.score import Verdict, judge_all, table
from kps_contract.variants import REGISTER

from kps_tasks_mock import MockKps

SEEDS = range(1, 6)


def honest_mock_fails() -> list[int]:
    """Return the seeds with which the honest mock does not pass."""
    failed = []
    for seed in SEEDS:
        mock = MockKps.from_seed(SEED)
        with mock.serve() as url, tempfile.TemporaryDirectory() as folder:
            plan = Plan(Kind.MOCK, Path(folder), wrong_credentials=True, seed=seed, examples=30, quiet=True)
            outcome = run(target_of(mock, url), plan, "the mock")
        failed += [] if outcome.passed else [seed]
    return failed


def load(path: Path) -> list[str]:
    """Register the variants of a file, and return their names."""
    before = set(REGISTER)
    spec = importlib.util.spec_from_file_location("more_variants", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"contract-mutants: {path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [name for name in REGISTER if name not in before]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run the contract suite against broken variants of the mock.")
    parser.add_argument("names", nargs="*", help="variants (default: all)")
    parser.add_argument("--file", type=Path, help="a file with variants, instead of those of the repository")
    parser.add_argument("--quick", action="store_true", help="each only until a part of the suite notices")
    parser.add_argument("--verbose", action="store_true", help="say what noticed each variant")
    options = parser.parse_args(arguments)
    names = options.names or (load(options.file) if options.file else list(REGISTER))
    unknown = [name for name in names if name not in REGISTER]
    if unknown:
        parser.error(f"no such variant: {', '.join(unknown)}")
    verdicts = judge_all(names, options.quick)
    if options.verbose:
        for verdict in verdicts:
            print(f"{verdict.name} ({verdict.kind})", *_told(verdict), sep="\n  ")
    print(table(verdicts))
    failed = [] if options.quick or options.names or options.file else honest_mock_fails()
    if failed:
        print(f"contract-mutants: the honest mock fails with the seeds {failed}", file=sys.stderr)
    missed = [verdict.name for verdict in verdicts if not verdict.caught]
    if missed:
        print(f"contract-mutants: not caught: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed or failed else 0


def _told(verdict: Verdict) -> list[str]:
    return [f"{part}: {found[:140] or '-'}" for part, found in verdict.by.items()]


if __name__ == "__main__":
    sys.exit(main())
