"""Measure everything against its peers, in one run: ``make bench``.

Each figure is the median over rounds in which all sides take turns, each in its own process and environment. The ratios
are what counts; the times are of this machine at this hour.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

from .figures import FIGURES, Figure
from .growth import growth
from .report import write
from .requests_of_waiting import requests_of_waiting
from .service import service

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "build" / "bench"
PYTHONS = {
    "ours": sys.executable,
    "sdk": str(ROOT / "build" / "interop" / "venv" / "bin" / "python"),
    "aiohttp": str(OUTPUT / "venv" / "bin" / "python"),
}


def main() -> int:
    """Measure, and write JSON, a table and a plot to build/bench."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="more rounds, and growth up to a million tasks")
    parser.add_argument("--only", metavar="TEXT", default="", help="only figures whose name has it")
    parser.add_argument("--docs", action="store_true", help="write the table into docs/performance.md")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # imports are measured as users have them, compiled
    rounds = 15 if options.long else 5
    chosen = [figure for figure in FIGURES if options.only in figure.name]
    seen: dict[tuple[Figure, str], list[float]] = {(f, side): [] for f in chosen for side in f.sides}
    with service() as url:
        for number in range(rounds):
            print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
            for (figure, side), values in seen.items():
                values.append(measured(side, figure.measure, url))
    print(file=sys.stderr)
    results = []
    for figure in chosen:
        ours, peer, *bound = (statistics.median(seen[figure, side]) for side in figure.sides)
        results.append({"name": figure.name, "unit": figure.unit, "ours": ours, "peer": peer, "of": figure.peer_name,
                        "ratio": ours / peer, "goal": figure.goal,
                        "bound": bound[0] / peer if bound else None})  # fmt: skip
    if not options.only:
        results.append(requests_of_waiting())
    write(OUTPUT, results, {} if options.only else growth(1_000_000 if options.long else 100_000), in_docs=options.docs)
    return 0


def measured(side: str, measure: str, url: str) -> float:
    """Run one measurement of one side, and return its figure."""
    environment, *what = shlex.split(side)
    if measure == "process":
        return cpu_of_process([PYTHONS[environment], *what], url)
    command = [PYTHONS[environment], str(Path(__file__).with_name("sides.py")), what[0], url, *what[1:]]
    paths = {"PYTHONPATH": f"{ROOT / 'generated'}:{ROOT / 'wrapper'}"} if environment == "aiohttp" else {}
    said = subprocess.run(command, env=os.environ | paths, check=True, capture_output=True, text=True, timeout=600)
    figure: float = json.loads(said.stdout)[measure]
    return figure


def cpu_of_process(command: list[str], url: str) -> float:
    """Return the CPU seconds of a whole process."""
    settings = {"KPS_ENDPOINT": url, "KPS_TOKEN": "t", "KPS_PROJECT_ID": "0" * 32}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.DEVNULL, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
