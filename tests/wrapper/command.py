"""`kps-tasks` as the installed script calls it, but in this process."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

(_SCRIPT,) = entry_points(group="console_scripts", name="kps-tasks")

main: Callable[[list[str]], int] = _SCRIPT.load()
