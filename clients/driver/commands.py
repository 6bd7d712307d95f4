"""Run the commands of recipes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

from .recipes import RecipeError, search_path

LONGEST = 1200  # seconds per command; the first one of a language downloads what it needs
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run(command: str, folder: Path, *, environment: dict[str, str] | None = None, stdin: str = "") -> str:
    """Run one command of a recipe and return its output.

    Raises:
        RecipeError: It failed, or took too long; the message has the end of its output.
    """
    done = run_whatever_comes(command, folder, environment=environment, stdin=stdin)
    if done.returncode:
        lines = [line for line in COLOUR.sub("", done.stdout + done.stderr).splitlines() if line.strip()]
        raise RecipeError("\n    ".join([f"`{command}` failed:", *lines[-40:]]))
    return done.stdout


def run_whatever_comes(
    command: str, folder: Path, *, environment: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one command that may fail.

    Raises:
        RecipeError: It does not exist, or took too long.
    """
    try:
        return subprocess.run(
            shlex.split(command),
            check=False,
            cwd=folder,
            env=os.environ | {"PATH": search_path()} | (environment or {}),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RecipeError(f"`{command}` did not run: {error}") from None
