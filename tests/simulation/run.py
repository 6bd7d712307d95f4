"""One seed is one story: a list that is read, or tasks that are waited for."""

from __future__ import annotations

import logging
import random
import traceback

from . import lists, waits
from .world import Cancelled

STORIES = (("list", lists.simulate), ("wait", waits.simulate))


def run_seed(seed: int) -> str:
    """Run one seed; return its outcome."""
    chance = random.Random(seed)
    state = random.getstate()
    random.seed(seed)  # for the retry policy
    name, story = STORIES[seed % len(STORIES)]
    try:
        return f"{name} {story(chance)}"
    except Cancelled:
        return f"{name} cancelled"
    finally:
        random.setstate(state)


def run_seeds(first: int, last: int) -> tuple[str | None, dict[str, int]]:
    """Run seeds up to *last*; return what failed, and the number of each outcome."""
    log, ends = logging.getLogger("kps_tasks"), dict[str, int]()
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        return _run_seeds(first, last, ends), ends
    finally:
        log.setLevel(level)


def _run_seeds(first: int, last: int, ends: dict[str, int]) -> str | None:
    for seed in range(first, last):
        try:
            end = run_seed(seed)
        except Exception:  # noqa: BLE001  (whatever it is, its seed is what is looked for)
            alone = f"make simulate SEEDS=1 FROM={seed}"
            return f"seed {seed} failed; run it alone with: {alone}\n{traceback.format_exc()}"
        ends[end] = ends.get(end, 0) + 1
    return None
