"""Report differences between what a service sends and the spec.

It queries a service, with GET only, or reads recorded responses. It reports and does not judge: the exit code is 0
whatever it finds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import httpx

from ..credentials import credential
from ..description import FAILED, RUNNING, SHOW, paths
from ..drift.compare import compare
from ..drift.probes import Prober, run_probes
from ..drift.recorded import UnreadableRecord, read_recorded
from ..drift.render import Probed, as_json, as_overlay, as_text
from ..gate import Gate, rules_for
from ..masking import Masks
from ..relations.response import Response, read
from .numbers import seconds

SHOWN = 10  # tasks of each list that are requested one by one


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("source", type=Path, nargs="?", help="a HAR file, or a folder of recorded responses")
    parser.add_argument("--target", metavar="URL", help="service to query instead, with GET only")
    parser.add_argument("--project-id", metavar="ID", help="project (default: where the client finds it)")
    parser.add_argument("--profile", metavar="NAME", help="profile to read project and credential from")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument(
        "--time-limit",
        type=seconds,
        default=600,
        metavar="SECONDS",
        help="how long the queries may take (default: 600)",
    )
    output = Path("build/drift")
    parser.add_argument(
        "--output", type=Path, default=output, metavar="DIR", help="folder for the reports (default: %(default)s)"
    )


def main(options: argparse.Namespace) -> int:
    """Print the report and write it to files; return 1 only if nothing can be read."""
    if (options.source is None) == (options.target is None):
        options.error("give a HAR file or a folder of recorded responses, or --target URL")
    options.output.mkdir(parents=True, exist_ok=True)
    source, probed = options.source, {}
    if options.target:
        source = options.output / "exchanges.har"
        probed = _ask(options, source)
    try:
        drift = compare(read_recorded(source))
    except UnreadableRecord as error:
        print(f"drift: {error}", file=sys.stderr)
        return 1
    text, json, overlay = as_text(drift, probed), as_json(drift, probed), as_overlay(drift)
    (options.output / "drift.txt").write_text(text + "\n", encoding="utf-8")
    (options.output / "drift.json").write_text(json + "\n", encoding="utf-8")
    proposed = options.output / "proposed.overlay.yaml"
    proposed.unlink(missing_ok=True)
    if overlay:
        proposed.write_text(overlay, encoding="utf-8")
    print(json if options.json else text)
    if overlay and not options.json:
        print(f"\nA change of the spec is proposed in {proposed}")
    return 0


def _ask(options: argparse.Namespace, record: Path) -> Probed:
    """Query a service: its lists, some tasks, and the open questions; record the responses."""
    endpoint = options.target.rstrip("/")
    own = credential(endpoint, options.project_id, options.profile)
    rules = rules_for(endpoint, options.time_limit, documented_only=False)
    gate = Gate(endpoint, own.project_id, own.auth, rules, Masks())

    def send(path: str, headers: dict[str, str]) -> Response:
        answer = gate.forward("GET", path, headers)
        if answer is None:
            raise ValueError(f"not a path of the service: {path}")
        return read(path, answer.status_code, answer.headers, gate.body(answer))

    prober = Prober(own.project_id, send)
    try:
        first = prober.get(RUNNING)
        if first.status != 200:
            raise SystemExit(f"drift: {paths()[RUNNING]} responded with {first.status}; check the credential.")
        for operation in (RUNNING, FAILED):
            for task_id in prober.values(operation, "task_id")[:SHOWN]:
                prober.get(SHOW, task_id=str(task_id))
        return run_probes(prober)
    except httpx.HTTPError as error:
        raise SystemExit(f"drift: {endpoint}: {error or type(error).__name__}") from None
    finally:
        gate.recorder.save(record)
        gate.close()
