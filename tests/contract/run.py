"""Run the contract tests against the mock, a stand-in, or a service that is really there.

``make contract`` and ``make contract TARGET=https://…``. A target is reached through a gate (``kps_contract/gate.py``)
that lets nothing but GET pass.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from kps_contract.credentials import credential
from kps_contract.description import HERE, ROOT, Kind
from kps_contract.exchange import Target
from kps_contract.gate import Gate, is_local, rules_for
from kps_contract.known import load_known, save_known
from kps_contract.masking import Masks
from kps_contract.mocks import SEED, target_of
from kps_contract.report import Outcome
from kps_contract.run import Plan, run

from kps_tasks_mock import MockKps

OUTPUT = ROOT / "build" / "contract"


def the_mock(plan: Plan) -> Outcome:
    """Test the mock."""
    mock = MockKps.from_seed(SEED)
    with mock.serve() as url:
        return run(target_of(mock, url), plan, "the mock")


def a_target(endpoint: str, plan: Plan) -> Outcome:
    """Test what is at *endpoint*, through the gate."""
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


def kind_of(endpoint: str | None, said: str | None) -> Kind:
    """Tell what the target is: what was said, else by where it is."""
    if not endpoint:
        return Kind.MOCK
    return Kind(said) if said else Kind.STAND_IN if is_local(endpoint) else Kind.LIVE


def say(outcome: Outcome, output: Path) -> int:
    """Tell what came of it, and return the exit code."""
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


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run the contract tests against the mock or a target.")
    parser.add_argument("--target", metavar="URL", help="a service that is not our mock (default: the mock)")
    parser.add_argument("--kind", choices=["stand-in", "live"], help="what the target is (default: live unless local)")
    parser.add_argument("--wrong-credentials", action="store_true", help="also send a stand-in wrong tokens")
    parser.add_argument("--quick", action="store_true", help="fewer examples, for every day")
    parser.add_argument("--examples", type=int, metavar="N", help="random requests of each operation, about")
    parser.add_argument("--seed", type=int, default=1, help="of the random data, 0 for any (default: 1)")
    parser.add_argument("--time-limit", type=float, default=1800, metavar="SECONDS", help="of the run (default: 1800)")
    parser.add_argument("--known", type=Path, default=HERE / "known-differences.yaml", help="file of known differences")
    parser.add_argument("--accept", action="store_true", help="add what is found to the known differences")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder of the reports (default: build/contract)")
    options = parser.parse_args(arguments)
    if options.target and not urlsplit(options.target).hostname:
        parser.error(f"{options.target} is no address such as https://kms.cn-north-4.myhuaweicloud.com")
    kind = (
        Kind.MOCK if not options.target else Kind(options.kind or ("stand-in" if is_local(options.target) else "live"))
    )
    if options.wrong_credentials and kind is Kind.LIVE:
        parser.error("--wrong-credentials is for stand-ins: five wrong ones lock an access key of the real service")
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
    outcome = a_target(options.target.rstrip("/"), plan) if options.target else the_mock(plan)
    if options.accept and plan.known:
        save_known(plan.known, load_known(plan.known), outcome.new)
    return say(outcome, plan.output)


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)  # so that the child is ended too
    signal.signal(signal.SIGHUP, _end)
    sys.exit(main())
