"""Try every call against every behaviour, beside the vendor's SDK, and write the table: ``make hostile``."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from .behaviours import every
from .server import Server
from .trials import outcomes

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reliability.md"


def main(interpreter_of_the_sdk: str) -> int:
    """Write the table; 1 if a call did anything but the right thing."""
    logging.getLogger("kps_tasks").setLevel(logging.ERROR)
    behaviours = Counter(behaviour.family for behaviour in every())
    ours = measured()
    command = [interpreter_of_the_sdk, str(Path(__file__).with_name("vendor.py"))]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    write(table(behaviours, ours, {family: (right, calls) for family, (right, calls, _) in theirs.items()}))
    return int(any(right != calls for right, calls in ours.values()))


def measured() -> dict[str, tuple[int, int]]:
    """Return by family the calls that did the right thing, and all; say which did not."""
    right, calls = Counter[str](), Counter[str]()
    with Server.listening() as server:
        for behaviour in every():
            for expected, outcome in outcomes(server, behaviour):
                calls[behaviour.family] += 1
                problem = outcome.wrong(expected)
                right[behaviour.family] += problem is None
                if problem:
                    print(f"{behaviour.family}, {behaviour.name}: {problem}", file=sys.stderr)
    return {family: (right[family], count) for family, count in calls.items()}


def table(behaviours: Counter[str], *columns: dict[str, tuple[int, int]]) -> str:
    """Return the table in Markdown."""
    rows = ["| What the server does | Ways | This client | The vendor's SDK |", "|---|---:|---:|---:|"]
    for family, ways in behaviours.items():
        rows.append(f"| {family} | {ways} | " + " | ".join(f"{c[family][0]} of {c[family][1]}" for c in columns) + " |")
    sums = [[sum(numbers) for numbers in zip(*column.values(), strict=True)] for column in columns]
    rows.append(f"| **all** | **{behaviours.total()}** | " + " | ".join(f"**{r} of {a}**" for r, a in sums) + " |")
    return "\n".join(rows)


def write(measured_table: str) -> None:
    """Put the table into the page."""
    marked = r"(<!-- measured.*?-->\n).*?\n?(<!-- end of measured -->)"
    text = re.sub(
        marked, lambda found: f"{found[1]}{measured_table}\n{found[2]}", PAGE.read_text("utf-8"), flags=re.DOTALL
    )
    PAGE.write_text(text, encoding="utf-8")
    print(measured_table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
