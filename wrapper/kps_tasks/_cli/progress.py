"""A progress line on a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

import click

from .._http import clock
from .._models.states import Phase
from .._models.update import TaskUpdate
from .table import COLOURS, printable

_CLEAR = "\r\x1b[2K"
_NAMED = 20  # unfinished tasks that are named after an interruption


class Progress:
    """Count the tasks by phase; show that on stderr while it is a terminal, and after an interruption what is left."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._last: dict[str, TaskUpdate | None] = dict.fromkeys(ids)
        self._shown = sys.stderr.isatty()
        self._started = clock.monotonic()

    def note(self, update: TaskUpdate) -> None:
        """Take in a change."""
        self._last[update.task_id] = update
        self._draw()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room for other lines."""
        self._write(_CLEAR)
        yield
        self._draw()

    def __enter__(self) -> Progress:
        self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write(_CLEAR)
        if kind is KeyboardInterrupt:
            left = [task_id for task_id, last in self._last.items() if last is None or not last.finished]
            for task_id in left[:_NAMED]:
                last = self._last[task_id]
                click.echo(
                    f"not finished: {printable(task_id)} ({printable(last and last.task_status) or 'not seen'})",
                    err=True,
                )
            if len(left) > _NAMED:
                click.echo(f"not finished: {len(left) - _NAMED} more", err=True)

    def line(self) -> str:
        """Return what is shown: counts by phase, the rate, and the time left at that rate."""
        phases = Counter(last.phase if last else None for last in self._last.values())
        counts = [
            click.style(f"{phases[phase]} {phase}", fg=COLOURS.get(phase)) for phase in Phase if phases.get(phase)
        ]
        done = phases[Phase.SUCCEEDED] + phases[Phase.FAILED]
        parts = [f"{done}/{len(self._last)} finished", *counts]
        elapsed = clock.monotonic() - self._started
        if done and elapsed >= 1:
            rate = done / elapsed
            parts += [f"{rate * 60:.0f} per minute", f"{_duration((len(self._last) - done) / rate)} left"]
        return " · ".join(parts)

    def _draw(self) -> None:
        if self._shown:
            self._write(_CLEAR + self.line())

    def _write(self, text: str) -> None:
        if self._shown:
            click.echo(text, err=True, nl=False)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
