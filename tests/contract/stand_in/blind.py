"""Measure which faults of a stand-in the contract suite detects over HTTP, and that correct ones pass.

python -m tests.contract.stand_in.blind [--honest] [NAME or CLASS …]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .faults import FAULTS
from .honest import HONEST
from .server import PROJECT, TOKEN, Served, StandIn

CLASSES = ("shape", "errors", "validation", "relations", "time")


def judged(install, *options):
    """Run the suite against a stand-in; return its exit code, its output, and its duration in seconds."""
    service = StandIn()
    install(service)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KPS_")}
    with Served(service, getattr(service, "handler", None)) as served, tempfile.TemporaryDirectory() as output:
        command = [sys.executable, "-m", "kps_contract", "run", served.url, "--output", output, *options]
        started = time.monotonic()
        environment = clean | {"KPS_PROJECT_ID": PROJECT, "KPS_TOKEN": TOKEN}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)
    return done.returncode, done.stderr.strip() or done.stdout.strip()[-300:], time.monotonic() - started


def judge_fault(name):
    return judged(FAULTS[name][1], "--kind", "stand-in", "--wrong-credentials", *EXTRA)


def judge_honest(name):
    kind, options, install = HONEST[name]
    wrong = ["--wrong-credentials"] if kind == "stand-in" else []
    return judged(install, "--kind", kind, *wrong, *options, *EXTRA)


EXTRA: list[str] = []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--honest", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--extra", action="append", default=[])
    options = parser.parse_args()
    EXTRA.extend(options.extra)
    known = HONEST if options.honest else FAULTS
    names = [name for name in known if not options.names or {name, known[name][0]} & set(options.names)]
    judge = judge_honest if options.honest else judge_fault
    seen, wrong = Counter(), []
    with ThreadPoolExecutor(options.workers) as pool:
        for name, (code, said, seconds) in zip(names, pool.map(judge, names), strict=True):
            print(
                f"{known[name][0]:<12}{name:<45}{code:>3}{seconds:>7.1f} s  {said[: int(os.environ.get('WIDTH', 150))]!r}",
                flush=True,
            )
            seen[known[name][0]] += code == 1
            wrong += [name] if (code != 0) == options.honest else []
    if not options.honest:
        for name in CLASSES:
            total = sum(known[one][0] == name for one in names)
            print(f"{name:<12}{seen[name]:>4} of {total}")
        print(f"{'all':<12}{sum(seen.values()):>4} of {len(names)}")
    print("wrong: ", ", ".join(wrong) or "none")
    return bool(wrong) and options.honest


if __name__ == "__main__":
    sys.exit(main())
