"""The subcommands of ``kps-contract``: one module each, with its options and its code."""

from __future__ import annotations

from types import ModuleType

from . import drift, mutants, overlay, run

COMMANDS: dict[str, ModuleType] = {"run": run, "mutants": mutants, "drift": drift, "overlay": overlay}
