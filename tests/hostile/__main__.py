"""Try every call against every behaviour, together with the vendor's SDK, and write the table: ``make hostile``."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from . import middle, proxies
from .behaviours import every
from .server import Server
from .trials import Trial, outcomes

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reliability.md"

Count = dict[str, list[int]]
"""By family: the calls that behaved correctly, and all calls."""


def main(interpreter_of_the_sdk: str) -> int:
    """Write the table; return 1 if a call misbehaved."""
    logging.getLogger("kps_tasks").setLevel(logging.ERROR)
    ways: dict[str, set[str]] = {}
    ours: Count = {}
    for trial in trials():
        ways.setdefault(trial.family, set()).add(trial.way)
        count = ours.setdefault(trial.family, [0, 0])
        count[0] += trial.problem is None
        count[1] += 1
        if trial.problem:
            print(trial.problem, file=sys.stderr)
    command = [interpreter_of_the_sdk, str(Path(__file__).with_name("vendor.py"))]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    write(table({family: len(names) for family, names in ways.items()}, ours, theirs))
    return int(any(right != calls for right, calls in ours.values()))


def trials() -> Iterator[Trial]:
    """Try every call against every behaviour of a server, also between two requests, and of a proxy."""
    with Server.listening() as server:
        for behaviour in every():
            for expected, outcome in outcomes(server, behaviour):
                yield Trial(behaviour.family, behaviour.name, expected, outcome)
    yield from middle.trials()
    yield from proxies.trials()


def table(ways: dict[str, int], *columns: Count) -> str:
    """Return the table in Markdown."""
    rows = ["| What the server does | Ways | This client | The vendor's SDK |", "|---|---:|---:|---:|"]
    for family, number in ways.items():
        cells = [f"{column[family][0]} of {column[family][1]}" if family in column else "" for column in columns]
        rows.append(f"| {family} | {number} | {' | '.join(cells)} |")
    sums = [[sum(count[side] for count in column.values()) for side in (0, 1)] for column in columns]
    cells = [f"**{right} of {calls}**" for right, calls in sums]
    rows.append(f"| **all** | **{sum(ways.values())}** | {' | '.join(cells)} |")
    return "\n".join(rows)


def write(measured_table: str) -> None:
    """Write the table into the page."""
    marked = r"(<!-- measured.*?-->\n).*?\n?(<!-- end of measured -->)"
    text = re.sub(
        marked, lambda found: f"{found[1]}{measured_table}\n{found[2]}", PAGE.read_text("utf-8"), flags=re.DOTALL
    )
    PAGE.write_text(text, encoding="utf-8")
    print(measured_table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
