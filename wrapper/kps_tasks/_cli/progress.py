"""A progress line on a terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

import click

from .._http import clock
from .._models.states import Phase
from .._models.text import printable
from .._models.update import TaskUpdate
from .rows import COLOURS
from .terminal import colour, columns_of, cut

_CLEAR = "\r\x1b[2K"
_TICK = 0.1  # seconds between checks for something new
_SILENCE = 2.0  # seconds after which a retry is shown


class Progress:
    """Count tasks by phase, and show the counts on a terminal at most ten times a second.

    Args:
        ids: The tasks.
        shown: Whether there is a terminal to show it on.
    """

    def __init__(self, ids: Sequence[str], shown: bool) -> None:
        self.started = clock.monotonic()
        self.counts = dict.fromkeys(Phase, 0)
        self._total = len(ids)
        self._phases: dict[str, Phase] = {}
        self._shown = shown
        self._trouble, self._last_update = "", self.started
        self._news = True
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def note(self, update: TaskUpdate) -> None:
        """Record a change."""
        before = self._phases.get(update.task_id)
        if before is not None:
            self.counts[before] -= 1
        self.counts[update.phase] += 1
        self._phases[update.task_id] = update.phase
        self._trouble, self._last_update = "", clock.monotonic()
        self._news = True

    def note_retry(self, message: str) -> None:
        """Record that a request is retried."""
        self._trouble = message

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room for other lines."""
        with self._lock:
            self._write(_CLEAR)
            yield
            self._news = True

    def __enter__(self) -> Progress:
        if self._shown:
            self._write(self.line())
            threading.Thread(target=self._redraw, name="kps-tasks-progress", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with self._lock:
            self._write(_CLEAR)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return clock.monotonic() - self.started

    def line(self, width: int | None = None) -> str:
        """Return the line: the most important parts first, as many as fit."""
        done = self.counts[Phase.SUCCEEDED] + self.counts[Phase.FAILED]
        parts: list[tuple[str, str | None]] = [(f"{done}/{self._total} finished", None)]
        if self._trouble and clock.monotonic() - self._last_update >= _SILENCE:
            parts.append((f"retrying: {printable(self._trouble)}", "yellow"))
        phases = (Phase.FAILED, Phase.RUNNING, Phase.READY, Phase.UNKNOWN, Phase.SUCCEEDED)
        parts += [(f"{self.counts[phase]} {phase}", COLOURS.get(phase)) for phase in phases if self.counts[phase]]
        if done and self.seconds >= 1:
            rate = done / self.seconds
            parts.append((f"{duration((self._total - done) / rate)} left", None))
            parts.append((f"{rate * 60:.0f} per minute", None))
        shown: list[str] = []
        used = 0
        for text, fg in parts:
            room = None if width is None else width - used
            if room is not None and columns_of(text) > room:
                if not shown or fg == "yellow":
                    shown.append(click.style(cut(text, max(room, 1)), fg=fg))
                break
            shown.append(click.style(text, fg=fg) if fg else text)
            used += columns_of(text) + 3
        return " · ".join(shown)

    def _redraw(self) -> None:
        drawn = clock.monotonic()
        while not self._ended.wait(_TICK):
            now = clock.monotonic()
            if self._news or now - drawn >= 1:
                drawn, self._news = now, False
                with self._lock:
                    if not self._ended.is_set():
                        self._write(_CLEAR + self.line(_room()))

    def _write(self, text: str) -> None:
        if self._shown:
            click.echo(text, err=True, nl=False, color=colour())


def _room() -> int:
    import shutil

    return shutil.get_terminal_size().columns - 1  # in the last column some terminals would wrap


def duration(seconds: float) -> str:
    """Return seconds as people write them."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
