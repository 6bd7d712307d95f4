"""Watch tasks through their lives, between and during all other requests: a user's clock cannot be advanced.

A round reads both lists and requests a sample of tasks: those started during the survey, those that just left the
running list, some that are running, and some that ended a while ago and must not change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from .description import FAILED, RUNNING, Kind
from .questions import departed, listed
from .relations.states import ENDED, phase
from .survey import Question, Survey

INTERVAL = 0.4  # seconds between two rounds if the target responds at once
SHARE = 3  # a round may take a third of the time
NEW, LEFT, RUNS, OVER, FAILURES = 8, 8, 4, 4, 2  # tasks of each kind that a round requests
STANDS_STILL = 8.0  # seconds after which a target without changes is left alone


class Watch:
    """Poll a sample of tasks.

    Args:
        survey: The survey whose witness compares the responses.
        clock: Source of the time.

    Attributes:
        rounds: Number of rounds so far.
    """

    def __init__(self, survey: Survey, clock: Callable[[], float] = time.monotonic) -> None:
        self._survey = survey
        self._clock = clock
        self._next = 0.0
        self._at_first: set[str] | None = None
        self._turn = 0
        self.rounds = 0
        self.began = clock()

    def due(self) -> Iterable[Question | Callable[[], object]]:
        """Return the requests of a round, if one is due."""
        return self.round() if self._clock() >= self._next and self._survey.can_go_on else []

    def round(self) -> Iterator[Question | Callable[[], object]]:
        """Yield the requests of one round."""
        started = self._clock()
        self._next = float("inf")  # until this round is done
        self.rounds += 1
        yield self._survey.witness.look
        for task_id in self._sample():
            left = task_id in set(self._survey.witness.departed())
            yield departed(self._survey, task_id) if left else listed(self._survey, task_id)
        yield lambda: self._plan(started)

    def last(self, seconds: float) -> Iterator[Iterable[Question | Callable[[], object]]]:
        """Yield rounds until the watch has lasted *seconds*, or nothing changes."""
        while self._clock() - self.began < seconds and not self._stands_still():
            time.sleep(min(max(0.0, self._next - self._clock()), seconds))
            yield self.round()

    def moved(self) -> int:
        """Return how many tasks have left the running list."""
        return len(self._survey.witness.departed())

    def _plan(self, started: float) -> None:
        now = self._clock()
        self._next = now + max(INTERVAL, SHARE * (now - started))

    def _stands_still(self) -> bool:
        """Whether the lists are unchanged although there was time for a change."""
        running = {str(row.get("task_id")) for row in self._survey.witness.lists[RUNNING].rows}
        still = not self._survey.scope.patient and not self.moved() and running == self._at_first
        return still and self._clock() - self.began > STANDS_STILL

    def _sample(self) -> list[str]:
        witness = self._survey.witness
        running = [str(row.get("task_id")) for row in witness.lists[RUNNING].rows]
        if self._at_first is None:
            self._at_first = set(running)
        self._turn += 1
        new = [task_id for task_id in running if task_id not in self._at_first]
        old = [task_id for task_id in running if task_id in self._at_first]
        left = [task_id for task_id in witness.departed() if not self._is_over(task_id)]
        over = [task_id for task_id in witness.departed() if self._is_over(task_id)]
        failed = [str(row.get("task_id")) for row in witness.lists[FAILED].rows]
        failed_now = [task_id for task_id in failed if task_id in set(over)] or failed
        chosen = [
            *new[-NEW:],
            *left[:LEFT],
            *self._some(old, RUNS),
            *self._some(over, OVER),
            *self._some(failed_now, FAILURES),
        ]
        fewer = chosen if self._survey.scope.kind is not Kind.LIVE else chosen[:4]
        return list(dict.fromkeys(fewer))

    def _some(self, ids: list[str], most: int) -> list[str]:
        """Return different ones each time."""
        start = self._turn * most % max(1, len(ids))
        return (ids[start:] + ids[:start])[:most]

    def _is_over(self, task_id: str) -> bool:
        seen = self._survey.witness.tasks.last(task_id)
        return seen is not None and phase(seen.body.get("task_status")) == ENDED
