"""Use clients for half an hour on a server that fails, stops and returns: ``make soak [MINUTES=30]``."""

from __future__ import annotations

import argparse
import logging
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

from .run import Soak
from .server import ServedMock


def main() -> int:
    """Run; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--minutes", type=int, default=30)
    minutes = parser.parse_args().minutes
    logging.getLogger("kps_tasks").setLevel(logging.ERROR)
    tracemalloc.start()
    with TemporaryDirectory() as folder, ServedMock.running(Path(folder)) as mock:
        soak = Soak(mock)
        wrong = soak.run(minutes)
    print(soak.summary())
    for problem in wrong:
        print(problem, file=sys.stderr)
    print(f"{len(wrong)} wrong" if wrong else "nothing lost, nothing twice, nothing grew")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
