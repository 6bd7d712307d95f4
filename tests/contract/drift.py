"""Report what a service sends that the spec does not know, and the other way round.

``make drift TARGET=https://…`` asks a service, with GET only; ``make drift FROM=…`` reads a HAR file or a folder of
recorded answers. It reports and judges nothing: the exit code is 0 whatever is found.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import httpx
from kps_contract.credentials import credential
from kps_contract.description import FAILED, ROOT, RUNNING, SHOW, paths
from kps_contract.drift.compare import compare
from kps_contract.drift.probes import Prober, run_probes
from kps_contract.drift.recorded import UnreadableRecord, read_recorded
from kps_contract.drift.render import Probed, as_json, as_overlay, as_text
from kps_contract.gate import Gate, rules_for
from kps_contract.masking import Masks
from kps_contract.relations.answer import Answer, read

OUTPUT = ROOT / "build" / "drift"
SHOWN = 10  # tasks of each list that are asked for one by one


def ask(endpoint: str, seconds: float, record: Path) -> Probed:
    """Ask a service for its lists, some tasks, and the open questions; record the answers."""
    own = credential(endpoint)
    rules = rules_for(endpoint, seconds, documented_only=False)
    gate = Gate(endpoint, own.project_id, own.auth, rules, Masks())

    def send(path: str, headers: dict[str, str]) -> Answer:
        answer = gate.forward("GET", path, headers)
        if answer is None:
            raise ValueError(f"not a path of the service: {path}")
        return read(path, answer.status_code, answer.headers, gate.body(answer))

    prober = Prober(own.project_id, send)
    try:
        first = prober.get(RUNNING)
        if first.status != 200:
            raise SystemExit(f"drift: {paths()[RUNNING]} was answered with {first.status}; look at the credential.")
        for operation in (RUNNING, FAILED):
            for task_id in prober.values(operation, "task_id")[:SHOWN]:
                prober.get(SHOW, task_id=str(task_id))
        return run_probes(prober)
    except httpx.HTTPError as error:
        raise SystemExit(f"drift: {endpoint}: {error or type(error).__name__}") from None
    finally:
        gate.recorder.save(record)
        gate.close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare what a service sends with the spec.")
    parser.add_argument("source", type=Path, nargs="?", help="a HAR file, or a folder of recorded answers")
    parser.add_argument("--target", metavar="URL", help="a service to ask instead, with GET only")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--time-limit", type=float, default=600, metavar="SECONDS", help="for asking (default: 600)")
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, metavar="FOLDER", help="folder for what is kept (default: build/drift)"
    )
    options = parser.parse_args(arguments)
    if (options.source is None) == (options.target is None):
        parser.error("give a file or folder, or --target: make drift FROM=…, or make drift TARGET=https://…")
    options.output.mkdir(parents=True, exist_ok=True)
    source, probed = options.source, {}
    if options.target:
        source = options.output / "exchanges.har"
        probed = ask(options.target.rstrip("/"), options.time_limit, source)
    try:
        drift = compare(read_recorded(source))
    except UnreadableRecord as error:
        print(f"drift: {error}", file=sys.stderr)
        return 1
    (options.output / "drift.txt").write_text(as_text(drift, probed) + "\n", encoding="utf-8")
    (options.output / "drift.json").write_text(as_json(drift, probed) + "\n", encoding="utf-8")
    proposed = options.output / "proposed.overlay.yaml"
    proposed.unlink(missing_ok=True)
    overlay = as_overlay(drift)
    if overlay:
        proposed.write_text(overlay, encoding="utf-8")
    print(as_json(drift, probed) if options.json else as_text(drift, probed))
    if overlay and not options.json:
        print(f"\nA change of the spec is proposed in {proposed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
