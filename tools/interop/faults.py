"""How each SDK handles faults, after it has looked up the project."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from .scenarios import Fault, expected, run_program
from .toolchains import Program

README = Path(__file__).with_name("README.md")
TABLE = re.compile(r"(<!-- measured: [^\n]*-->\n).*?(?=\n\n|\Z)", re.DOTALL)
LIST = "ListRunningTask"
FAULTS: Mapping[str, Fault] = {
    "503, twice": {"status": 503, "times": 2},
    "429, `Retry-After: 1`": {"retry_after": 1},
    "502, HTML": {"body": "html"},
    "Connection reset before the response": {"reset": "before"},
    "Connection reset in the body": {"reset": "middle"},
    "Body cut": {"body": "cut"},
    "200, empty body": {"body": "empty"},
    "200, broken gzip": {"body": "bad-gzip"},
    "302 to another host": {"redirect": "http://127.0.0.2:9/elsewhere"},
}


def outcome(program: Program, fault: Fault) -> str:
    """Return, in a few words, what the SDK made of a list with a fault."""
    try:
        run = run_program(program, program.commands["running"], fault={"operation": LIST, **fault})
    except subprocess.TimeoutExpired:
        return "hangs"
    tries = sum(request.operation == LIST for request, _ in run.exchanges)
    again = f" after {tries} tries" if tries > 1 else ""
    if all(text in run.printed for text in expected("running")):
        return f"the tasks{again}"
    if run.status == 0:
        return f"**nothing, and no error**{again}"
    return f"error{again}"


def table(programs: Iterable[Program]) -> str:
    """Run each program with each fault, and return the results as a table."""
    columns = list(programs)
    lines = [["", *[program.name.removesuffix(", ours") for program in columns]], ["---"] * (len(columns) + 1)]
    lines += [[name, *[outcome(program, fault) for program in columns]] for name, fault in FAULTS.items()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).rstrip()


def is_written(measured: str, *, write: bool) -> bool:
    """Return whether the README has the table; with *write*, write it there."""
    text = README.read_text("utf-8")
    changed = TABLE.sub(lambda found: found[1] + measured, text)
    if write:
        README.write_text(changed, "utf-8")
    return write or changed == text
