"""Compare instruction counts with those of an earlier commit: ``make bench-instructions BASE=v0.1.0``.

valgrind counts the instructions of each small program on both trees, with the same Python; times vary too much to show
a few percent. More than 5 % above the base fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASE = ROOT / "build" / "bench" / "base"
MOST = 1.05
_CLIENT = """
import httpx, json
from kps_tasks import AccessKeyAuth, Client
rows = [{"task_id": f"t{n}", "operate_type": "FAILED_RESET", "task_time": str(n), "task_error_code": None,
         "task_error_msg": "m", "server_name": "s", "server_id": f"s{n}", "keypair_name": "k"} for n in range(20000)]
def respond(request):
    if "failed-tasks" not in request.url.path:
        return httpx.Response(200, json={"task_id": "t", "task_status": "RUNNING_RESET"})
    offset = int(request.url.params["offset"])
    return httpx.Response(200, json={"total": len(rows), "tasks": rows[offset:offset + 1000]})
kps = Client(endpoint="https://kps.test", project_id="p", auth=AccessKeyAuth("a" * 20, "s" * 40),
             transport=httpx.MockTransport(respond))
"""
PROGRAMS = {
    "300 signed calls": f"{_CLIENT}\nfor _ in range(300): kps.tasks.get('t')",
    "a list of 20,000 rows": f"{_CLIENT}\nlist(kps.tasks.list_failed())",
    "import of Client": "from kps_tasks import Client",
    "kps-tasks --help": "from kps_tasks._cli import main; main(['--help'])",
    "kps-tasks wait --help": "from kps_tasks._cli import main; main(['wait', 'x', '--help'])",
}


def main() -> int:
    """Count on both trees, and print the ratios."""
    if shutil.which("valgrind") is None:
        print("bench-instructions: valgrind is needed. On Debian and Ubuntu: apt install valgrind", file=sys.stderr)
        return 2
    unpack(sys.argv[1])
    worst = 0.0
    print(f"{'millions of instructions':<26} {'base':>9} {'now':>9} {'ratio':>7}")
    for name, program in PROGRAMS.items():
        base, now = counted(BASE, program), counted(ROOT, program)
        worst = max(worst, now / base)
        print(f"{name:<26} {base / 1e6:>9,.1f} {now / 1e6:>9,.1f} {now / base:>7.3f}")
    if worst > MOST:
        print(f"bench-instructions: more than {MOST - 1:.0%} above {sys.argv[1]}", file=sys.stderr)
    return int(worst > MOST)


def unpack(commit: str) -> None:
    """Put the packages of a commit into build/bench/base."""
    shutil.rmtree(BASE, ignore_errors=True)
    BASE.mkdir(parents=True)
    archive = BASE / "base.tar"
    subprocess.run(["git", "archive", "-o", archive, commit, "generated", "wrapper"], cwd=ROOT, check=True)
    with tarfile.open(archive) as tar:
        tar.extractall(BASE, filter="data")


def counted(tree: Path, program: str) -> int:
    """Return how many instructions a program runs with the packages of a tree, compiled beforehand."""
    paths = os.pathsep.join(str(tree / part) for part in ("generated", "wrapper"))
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, stdout=subprocess.DEVNULL)
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", sys.executable, "-c", program]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stderr
    found = re.search(r"Collected : (\d+)", said)
    if found is None:
        raise SystemExit(f"bench-instructions: no count in what valgrind says:\n{said}")
    return int(found[1])


if __name__ == "__main__":
    sys.exit(main())
