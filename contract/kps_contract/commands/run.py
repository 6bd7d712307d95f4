"""Run the contract tests against the mock, or with GET only against a target.

A target is reached through a gate (``gate.py``) that lets nothing but GET pass.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

from kps_tasks_client import facts
from kps_tasks_mock import MockKps

from ..credentials import credential
from ..description import SETTINGS, Kind
from ..exchange import Target
from ..gate import Gate, is_local, rules_for
from ..known import load_known, save_known
from ..masking import Masks
from ..mocks import SEED, target_of
from ..report import Outcome
from ..run import Plan, run


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("target", metavar="URL", nargs="?", default=argparse.SUPPRESS, help="the same as --target")
    parser.add_argument("--target", metavar="URL", help="a service that is not our mock (default: the mock)")
    parser.add_argument("--kind", choices=list(Kind), help="what the target is (default: live unless local)")
    parser.add_argument("--wrong-credentials", action="store_true", help="also send a stand-in wrong tokens")
    parser.add_argument("--quick", action="store_true", help="fewer examples, for every day")
    parser.add_argument("--examples", type=int, metavar="N", help="random requests of each operation, about")
    parser.add_argument("--seed", type=int, default=1, help="of the random data, 0 for any (default: 1)")
    parser.add_argument("--time-limit", type=float, default=1800, metavar="SECONDS", help="of the run (default: 1800)")
    known = SETTINGS / "known-differences.yaml"
    parser.add_argument("--known", type=Path, default=known, metavar="FILE", help="known differences (default: ours)")
    parser.add_argument("--accept", action="store_true", help="add what is found to the known differences")
    output = Path("build/contract")
    parser.add_argument("--output", type=Path, default=output, metavar="DIR", help="of reports (default: %(default)s)")


def main(options: argparse.Namespace) -> int:
    """Run the tests, report, and return 1 unless they passed."""
    kind = _kind(options)
    plan = Plan(
        kind,
        options.output.resolve(),
        wrong_credentials=options.wrong_credentials or kind is Kind.MOCK,
        seed=options.seed or None,
        examples=20 if options.quick else options.examples,
        known=None if kind is Kind.MOCK else options.known,
        seconds=options.time_limit,
    )
    plan.output.mkdir(parents=True, exist_ok=True)
    outcome = _run_on_target(options.target.rstrip("/"), plan) if options.target else _run_on_mock(plan)
    if options.accept and plan.known:
        save_known(plan.known, load_known(plan.known), outcome.new)
    return _report(outcome, plan.output)


def _kind(options: argparse.Namespace) -> Kind:
    """Return what the target is: what was said, else by where it is."""
    if options.target and not urlsplit(options.target).hostname:
        options.error(f"{options.target} is not an address such as {next(iter(facts.ENDPOINTS.values()))}")
    if options.target and options.kind == Kind.MOCK:
        options.error("--kind mock is the mock that this command starts itself; one at a URL is a stand-in")
    by_place = Kind.MOCK if not options.target else Kind.STAND_IN if is_local(options.target) else Kind.LIVE
    kind = Kind(options.kind or by_place) if options.target else by_place
    if options.wrong_credentials and kind is Kind.LIVE:
        options.error("--wrong-credentials is for stand-ins: five wrong ones lock an access key of the real service")
    return kind


def _run_on_mock(plan: Plan) -> Outcome:
    mock = MockKps.from_seed(SEED)
    with mock.serve() as url:
        return run(target_of(mock, url), plan, "the mock")


def _run_on_target(endpoint: str, plan: Plan) -> Outcome:
    own = credential(endpoint)
    if plan.wrong_credentials and own.token is None:
        raise SystemExit("contract: only tokens can be tried wrong; set KPS_TOKEN. Nothing was sent.")
    live = plan.kind is Kind.LIVE
    rules = rules_for(endpoint, plan.seconds, documented_only=live, credentials_of_tests=plan.wrong_credentials)
    gate = Gate(endpoint, own.project_id, own.auth, rules, Masks() if live else None)
    token = own.token if plan.wrong_credentials and own.token else "the-gate-has-it"
    try:
        with gate.open() as url:
            return run(Target(url, own.project_id, token, shown=endpoint), plan, endpoint)
    finally:
        gate.recorder.save(plan.output / "exchanges.har")
        kept = f", {len(gate.refused)} others were kept back" if gate.refused else ""
        print(f"contract: {gate.passed} requests reached the target, all of them GET{kept}.")


def _report(outcome: Outcome, output: Path) -> int:
    for finding in outcome.known:
        print(f"contract: known: {finding}")
    for finding in outcome.new:
        shown = f"\n  {finding.curl}" if finding.curl else ""
        print(f"contract: {finding}{shown}", file=sys.stderr)
    for text in outcome.trouble:
        print(f"contract: {text}", file=sys.stderr)
    for text in outcome.survey.remarks:
        print(f"contract: not tested: {text}")
    verdict = "passed" if outcome.passed else f"FAILED, {len(outcome.new)} new findings"
    print(f"contract: {verdict}; the summary is {output / 'summary.md'}")
    return 0 if outcome.passed else 1
