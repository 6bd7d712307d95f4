"""The output of the commands in a guide: each is run against a mock when the site is built."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

from kps_tasks_mock import MockKps

ROOT = Path(__file__).resolve().parents[2]
NO_COMMAND = (2, 126, 127)  # usage, and what a shell says
SECONDS_PER_READ = 4  # so that what is waited for ends after a few requests


@cache
def printed(command: str) -> str:
    """Run a command against its own mock, and return the command and its output as a terminal shows them.

    Args:
        command: A line for the shell. Its ``kps-tasks`` is that of this tree.

    Raises:
        ValueError: It is not a command, or did not finish.
    """
    mock = MockKps.from_seed("demo")
    mock.advance_per_read(SECONDS_PER_READ)
    with mock.serve() as url:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KPS_", "HW_", "OS_"))}
        environment = kept | mock.environment(url) | {"TZ": "UTC", "COLUMNS": "100", "HOME": "/nowhere"}
        python = f'kps-tasks() {{ {shlex.quote(sys.executable)} -m kps_tasks "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", python + command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
    if done.returncode < 0 or done.returncode in NO_COMMAND or "Traceback" in done.stdout:
        raise ValueError(f"{command}: {done.stdout}")
    return f"$ {command}\n{done.stdout.replace(url, 'http://127.0.0.1:8080')}"


def help_text(command: str) -> str:
    """Return the output of a command with --help."""
    name = command.replace(" ", "-")
    return (ROOT / f"wrapper/kps_tasks/_cli/help/{name}.txt").read_text("utf-8")
