"""The user's command that starts tasks during the run."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def started(command: str | None) -> Iterator[list[str]]:
    """Run a shell command during the block; end it, and all its child processes, with the block.

    Its output goes to stderr, so nobody misses why it failed.

    Yields:
        A list, which after the block says that the command failed, if it did so by itself.
    """
    trouble: list[str] = []
    if command is None:
        yield trouble
        return
    with subprocess.Popen(command, shell=True, stdout=2, start_new_session=True) as child:  # noqa: S602 - the user's own
        try:
            yield trouble
        finally:
            ended_itself = child.poll() is not None
            _end_all(child.pid)
    if ended_itself and child.returncode:
        trouble.append(f"the command of --start failed with exit code {child.returncode}: {command}")


def _end_all(pid: int) -> None:
    """End a command and its child processes: its process group, or on Windows, which has none, its process tree."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGTERM)
    else:
        command = ["taskkill", "/F", "/T", "/PID", str(pid)]
        subprocess.run(command, check=False, capture_output=True)
