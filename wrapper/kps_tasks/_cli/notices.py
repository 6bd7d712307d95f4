"""Show what the package logs on stderr, without disturbing a progress line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._http import clock
from .terminal import can_redraw, tell

if TYPE_CHECKING:
    from .progress import Progress

_SILENCE = 2.0  # seconds of silence before a retry is mentioned


class Notices(logging.Handler):
    """Show warnings at once, and retries only on a terminal, after a while of silence.

    Attributes:
        progress: The progress line; None while there is none.
    """

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.progress: Progress | None = None
        self._heard = clock.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Show a record."""
        warning = record.levelno >= logging.WARNING
        if self.progress is not None:
            if warning:
                with self.progress.aside():
                    tell(record.getMessage(), "warning: ", "yellow")
            else:
                self.progress.note_retry(record.getMessage())
        elif warning or (can_redraw() and clock.monotonic() - self._heard >= _SILENCE):
            tell(record.getMessage(), "warning: " if warning else "", "yellow")
            self._heard = clock.monotonic()


NOTICES = Notices()


@contextmanager
def shown() -> Iterator[None]:
    """Show the package's log records while a command runs."""
    log = logging.getLogger("kps_tasks")
    level = log.level
    log.addHandler(NOTICES)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(NOTICES)
        log.setLevel(level)
        NOTICES.progress = None
