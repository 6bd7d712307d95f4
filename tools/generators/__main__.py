"""Run each generator of generators.yaml, compile its output, and read four odd lists with it: `make generators`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from .server import PROJECT, TASKS, TOKEN, serve
from .table import write

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "generators"
SPECS = {"openapi.yaml": ROOT / "openapi.yaml", "nullable": ROOT / "build" / "spec" / "openapi-nullable.yaml"}
LONGEST = 900  # seconds per command; the first one downloads what it needs

Results = dict[str, bool]


class Failure(Exception):
    """A command failed; the message has the end of its output."""


def main() -> int:
    """Run them; return 1 if a result is not as generators.yaml says."""
    arguments = argparse.ArgumentParser(prog="make generators", description=__doc__)
    arguments.add_argument("--only", default="", help="names of generators.yaml")
    arguments.add_argument("--write", action="store_true", help="write the table of the guides")
    options = arguments.parse_args()
    known = load()
    names = options.only.split() or list(known)
    if wrong := [name for name in names if name not in known]:
        print(f"generators: {', '.join(wrong)}: not known; known are {', '.join(known)}", file=sys.stderr)
        return 2
    if options.write and options.only:
        print("generators: the table is written of all of them: leave ONLY out", file=sys.stderr)
        return 2
    measured, red = {}, False
    with serve() as address:
        for name in names:
            results, why = measure(name, known[name], address)
            measured[name] = results
            unexpected = set(known[name].get("gaps", [])) ^ {cell for cell, good in results.items() if not good}
            red |= bool(unexpected)
            cells = " ".join(f"{cell}={'yes' if good else 'no'}" for cell, good in results.items())
            print(f"{name:28} {cells}", flush=True)
            if unexpected:
                print(f"  differs from generators.yaml: {', '.join(sorted(unexpected))}\n    {why}", flush=True)
    if options.write and not red:
        write(known, measured, datetime.now(UTC).date().isoformat())
    return int(red)


def load() -> dict[str, dict[str, Any]]:
    """Read generators.yaml: what it says of each generator, by name."""
    said = yaml.safe_load(Path(__file__).with_name("generators.yaml").read_text(encoding="utf-8"))
    return dict(said["generators"])


def measure(name: str, tool: dict[str, Any], address: str) -> tuple[Results, str]:
    """Return what works, by column, and the end of the last failure's output.

    If a tool generates nothing, nothing is compiled; if it has no program, it is not tried on lists.
    """
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path, text in tool.get("files", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    results: Results = {}
    try:
        for command in tool["install"]:
            run(command, folder, tool)
        results["generates"] = False
        run(tool["generate"], folder, tool)
        if absent := [path for path in tool["output"] if not list(folder.glob(path))]:
            return results, f"it wrote no {', '.join(absent)}"
        results["generates"] = True
        if tool.get("compile"):
            results["compiles"] = False
            run(tool["compile"], folder, tool)
            results["compiles"] = True
    except Failure as failure:
        return results or {"installs": False}, str(failure)
    why = ""
    for case, task in TASKS.items() if tool.get("run") else ():
        try:
            printed = run(tool["run"], folder, tool, KPS_ENDPOINT=f"{address}/{case}")
            results[case] = printed.split() == [task["operate_type"]]
            why = why if results[case] else f"{case}: another state than the one that was sent"
        except Failure as failure:
            results[case], why = False, f"{case}: {failure}"
    return results, why


def run(command: str, folder: Path, tool: dict[str, Any], **environment: str) -> str:
    """Run a command of generators.yaml in the tool's folder, and return its output.

    Raises:
        Failure: It failed, or took too long.
    """
    spec = SPECS[tool.get("spec", "openapi.yaml")]
    values = {"SPEC": str(spec), "VERSION": tool["version"], "KPS_PROJECT_ID": PROJECT, "KPS_TOKEN": TOKEN}
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(
            ["/bin/sh", "-euc", command],
            check=False,
            cwd=folder,
            env=os.environ | values | {"PATH": beside, "NO_COLOR": "1"} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"`{command}` took longer than {LONGEST} s") from None
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise Failure("\n    ".join([f"`{command.strip()}` failed:", *lines[-15:]]))
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
