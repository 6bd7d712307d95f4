"""Run the contract tests against the mock, a stand-in or, with GET only, the real service; or check recorded traffic.

A target is reached through a gate (``gate.py``) that passes only GET.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from attrs import evolve

from kps_tasks_client import facts
from kps_tasks_mock import MockKps

from ..credentials import credential
from ..description import SETTINGS, Kind
from ..exchange import Target
from ..findings import Finding, counted
from ..gate import TOLD, Gate, is_local, rules_for
from ..known import load_known, save_known
from ..masking import Masks
from ..mocks import SEED, target_of
from ..open_questions import EMPTY, SWITCHES
from ..recording import judge_recording
from ..reports import write_reports
from ..reports.outcome import Outcome
from ..run import Plan, run
from ..started import started
from .numbers import count, seconds

WRITTEN = ("summary.md", "report.html", "junit.xml")
RECORDED = "exchanges.har"
WATCH = {Kind.MOCK: 0.0, Kind.STAND_IN: 20.0, Kind.LIVE: 20.0}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("target", metavar="URL", nargs="?", default=argparse.SUPPRESS, help="the same as --target")
    parser.add_argument("--target", metavar="URL", help="service to test (default: the built-in mock)")
    parser.add_argument(
        "--from", dest="recording", type=Path, metavar="HAR", help="check recorded traffic; send nothing"
    )
    parser.add_argument(
        "--kind", choices=list(Kind), help="kind of target (default: stand-in if local, otherwise live)"
    )
    parser.add_argument("--project-id", metavar="ID", help="project (default: where the client finds it)")
    parser.add_argument("--profile", metavar="NAME", help="profile to read project and credential from")
    parser.add_argument(
        "--wait", type=seconds, default=0, metavar="SECONDS", help="wait this long for the target to start"
    )
    parser.add_argument("--wrong-credentials", action="store_true", help="also send wrong tokens to a stand-in")
    parser.add_argument(
        "--other-token",
        action="store_true",
        help="check that tasks of KPS_OTHER_PROJECT_ID are not shown in your project",
    )
    parser.add_argument("--task-ids", type=Path, metavar="FILE", help="more task IDs to request, one per line")
    parser.add_argument("--start", metavar="CMD", help="shell command that starts tasks during the run")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="run only questions with TEXT in their name: relations, time, …"
    )
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first finding")
    parser.add_argument("--quick", action="store_true", help="send fewer random requests and skip the watch")
    parser.add_argument(
        "--examples", type=count, metavar="N", help="approximate number of random requests per operation"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the random data; 0 for a random seed (default: 1)")
    parser.add_argument("--watch", type=seconds, metavar="SECONDS", help="how long tasks are watched (default: 20)")
    parser.add_argument(
        "--budget", type=seconds, default=60, metavar="SECONDS", help="how long the run should take (default: 60)"
    )
    parser.add_argument(
        "--time-limit", type=seconds, default=1800, metavar="SECONDS", help="how long the run may take (default: 1800)"
    )
    parser.add_argument(
        "--allow", action="append", default=[], choices=list(SWITCHES), help="behaviour to permit in a stand-in"
    )
    parser.add_argument("--allow-empty", action="store_true", help="the same as --allow empty")
    known = SETTINGS / "known-differences.yaml"
    parser.add_argument(
        "--known",
        type=Path,
        default=known,
        metavar="FILE",
        help="file of known differences (default: the built-in one)",
    )
    parser.add_argument("--accept", action="store_true", help="add the findings to the known differences")
    output = Path("build/contract")
    parser.add_argument(
        "--output", type=Path, default=output, metavar="DIR", help="folder for the reports (default: %(default)s)"
    )


def main(options: argparse.Namespace) -> int:
    """Run the tests, report, and return 1 unless they passed."""
    before = os.umask(0o077)  # a report has IDs of servers and tasks, so only its owner may read it
    try:
        return _main(options)
    finally:
        os.umask(before)


def _main(options: argparse.Namespace) -> int:
    kind = _kind(options)
    plan = _plan(options, kind)
    plan.output.mkdir(parents=True, exist_ok=True)
    for name in WRITTEN if options.recording else (*WRITTEN, RECORDED):  # those of an earlier run say nothing of this
        (plan.output / name).unlink(missing_ok=True)
    if options.recording:
        outcome = judge_recording(options.recording, plan, _tell)
    elif options.target:
        outcome = _run_on_target(options, plan)
    else:
        outcome = _run_on_mock(plan)
    write_reports(outcome, plan.output)
    if options.accept and plan.known:
        save_known(plan.known, load_known(plan.known), outcome.new)
    return _report(outcome, plan.output)


def _plan(options: argparse.Namespace, kind: Kind) -> Plan:
    watch = WATCH[kind] if options.watch is None else options.watch
    return Plan(
        kind,
        options.output.resolve(),
        wrong_credentials=options.wrong_credentials or kind is Kind.MOCK,
        seed=options.seed or None,
        examples=options.examples or (20 if options.quick else None),
        known=None if kind is Kind.MOCK else options.known,
        seconds=options.time_limit,
        budget=options.budget,
        watch=0.0 if options.quick else min(watch, options.time_limit / 2, options.budget / 2),
        patient=options.watch is not None or options.start is not None,
        fail_fast=options.fail_fast,
        only=options.only,
        other_methods=kind is Kind.MOCK or options.kind == Kind.STAND_IN,
        allow=frozenset([*options.allow, *([EMPTY] if options.allow_empty else [])]),
    )


def _kind(options: argparse.Namespace) -> Kind:
    """Return the kind of target: as given, else by its address."""
    if not options.accept and not options.known.exists():
        options.error(f"--known {options.known}: no such file; --accept writes one")
    if options.recording:
        if options.target:
            options.error("give an address or --from, not both")
        return Kind(options.kind or Kind.LIVE)
    unused = [name for name in ("start", "task_ids", "project_id", "profile") if getattr(options, name) is not None]
    if unused and not options.target:
        options.error(f"--{unused[0].replace('_', '-')} needs the URL of a service")
    if options.target and not urlsplit(options.target).hostname:
        options.error(f"{options.target} is not an address such as {next(iter(facts.ENDPOINTS.values()))}")
    if options.target and options.kind == Kind.MOCK:
        options.error("--kind mock is the mock that this command starts itself; a mock at a URL is a stand-in")
    by_place = Kind.MOCK if not options.target else Kind.STAND_IN if is_local(options.target) else Kind.LIVE
    kind = Kind(options.kind or by_place) if options.target else by_place
    if options.wrong_credentials and kind is Kind.LIVE:
        options.error("--wrong-credentials is for stand-ins: five wrong ones lock an access key of the real service")
    if options.other_token and kind is not Kind.STAND_IN:
        options.error("--other-token is for stand-ins: a run against the real service uses one project")
    return kind


def _run_on_mock(plan: Plan) -> Outcome:
    mock = MockKps.from_seed(SEED)
    with mock.serve() as url:
        return run(target_of(mock, url), plan, "the mock", _tell, _say)


def _run_on_target(options: argparse.Namespace, plan: Plan) -> Outcome:
    endpoint = options.target.rstrip("/")
    own = credential(endpoint, options.project_id, options.profile)
    if plan.wrong_credentials and own.token is None:
        raise SystemExit("contract: --wrong-credentials needs a token; set KPS_TOKEN. Nothing was sent.")
    live = plan.kind is Kind.LIVE
    other = _other_project(options)
    rules = rules_for(
        endpoint, plan.seconds, documented_only=live, credentials_of_tests=plan.wrong_credentials or other is not None
    )
    gate = Gate(endpoint, own.project_id, own.auth, rules, Masks() if live else None, hidden=own.token or "")
    token = own.token if rules.credentials_of_tests and own.token else "the-gate-has-it"
    target = Target(
        "", own.project_id, token, _task_ids(options.task_ids), shown=endpoint, secret=own.token or "",
        direct=endpoint if is_local(endpoint) and plan.kind is Kind.STAND_IN else "", other_project=other,
    )  # fmt: skip
    _until_it_listens(endpoint, options.wait)
    try:
        with ExitStack() as stack:
            url = stack.enter_context(gate.open())
            failed = stack.enter_context(started(options.start))
            outcome = run(evolve(target, endpoint=url), plan, endpoint, _tell, _say)
        return evolve(outcome, trouble=[*outcome.trouble, *failed])
    finally:
        gate.recorder.save(plan.output / RECORDED)
        if gate.unanswered > TOLD:
            print(f"contract: {gate.unanswered} requests got no complete response; the first {TOLD} are listed above")
        kept = f"; it blocked {len(gate.refused)}" if gate.refused else ""
        print(f"contract: the gate forwarded {counted(gate.passed, 'GET request')}{kept}")


def _until_it_listens(endpoint: str, seconds: float) -> None:
    """Wait until something listens at the target; whatever it sends is the run's concern.

    Raises:
        SystemExit: Nothing on this machine listens; another machine may be behind a proxy.
    """
    parts = urlsplit(endpoint)
    place = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    ends_at = time.monotonic() + seconds
    local = is_local(endpoint)
    while local or time.monotonic() < ends_at:
        try:
            socket.create_connection(place, timeout=1).close()
        except OSError:
            if local and time.monotonic() >= ends_at:
                hint = "start it first, or wait for it with --wait 30"
                raise SystemExit(f"contract: nothing is listening at {endpoint}: {hint}. Nothing was sent.") from None
            time.sleep(0.1)
        else:
            return


def _task_ids(path: Path | None) -> tuple[str, ...]:
    """Read IDs, one per line."""
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, ValueError) as error:
        raise SystemExit(f"contract: {path}: {getattr(error, 'strerror', None) or error}. Nothing was sent.") from None
    if not lines:
        raise SystemExit(f"contract: {path} has no task IDs; write one per line. Nothing was sent.")
    return tuple(dict.fromkeys(lines))


def _other_project(options: argparse.Namespace) -> tuple[str, str] | None:
    if not options.other_token:
        return None
    found = os.environ.get("KPS_OTHER_PROJECT_ID", ""), os.environ.get("KPS_OTHER_TOKEN", "")
    if not all(found):
        raise SystemExit("contract: --other-token needs KPS_OTHER_PROJECT_ID and KPS_OTHER_TOKEN. Nothing was sent.")
    if not os.environ.get("KPS_TOKEN"):
        raise SystemExit("contract: --other-token also needs KPS_TOKEN. Nothing was sent.")
    return found


def _say(text: str) -> None:
    print(f"contract: {text}", flush=True)


def _tell(finding: Finding) -> None:
    """Print a finding as soon as it is made."""
    print(f"contract: {finding}", *(f"  {one.curl}" for one in finding.shows), sep="\n", file=sys.stderr, flush=True)


def _report(outcome: Outcome, output: Path) -> int:
    told = {finding.fault for finding in outcome.survey.findings}
    for finding in outcome.known:
        print(f"contract: known: {finding}")
    for finding in outcome.new:
        if finding.fault not in told:
            _tell(finding)
    for text in outcome.trouble:
        print(f"contract: {text}", file=sys.stderr)
    for text in dict.fromkeys(outcome.survey.remarks):
        print(f"contract: not tested: {text}")
    if direct := outcome.survey.past_the_gate:
        methods = ", ".join(sorted(direct))
        print(f"contract: {counted(direct.total(), 'more request')} went to the target directly: {methods}")
    failed = counted(len(outcome.new), "new finding") if outcome.new else "because it proves nothing"
    verdict = "passed" if outcome.passed else f"FAILED, {failed}"
    print(f"contract: {verdict}; the summary is {output / 'summary.md'}")
    return 0 if outcome.passed else 1
