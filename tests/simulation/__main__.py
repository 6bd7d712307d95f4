"""Run seeds, endlessly or up to a number, and report the one that failed: ``make simulate SEEDS=1000000 [FROM=0]``."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from .run import run_seeds

_CHUNK = 2000


def main() -> int:
    """Run the seeds on all cores; return 1 at the first that fails."""
    parser = argparse.ArgumentParser(prog="make simulate")
    parser.add_argument("--seeds", type=int, default=1_000_000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    options = parser.parse_args()
    started, last = time.monotonic(), options.first + options.seeds
    ends: dict[str, int] = {}
    with ProcessPoolExecutor() as pool:
        starts = range(options.first, last, _CHUNK)
        for failure, counts in pool.map(run_seeds, starts, (min(start + _CHUNK, last) for start in starts)):
            if failure:
                print(failure, file=sys.stderr)
                pool.shutdown(wait=False, cancel_futures=True)
                return 1
            for end, count in counts.items():
                ends[end] = ends.get(end, 0) + count
    print(f"{options.seeds} seeds from {options.first}, {time.monotonic() - started:.0f} s: {ends}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
