"""What ``kps-contract`` can do: a module each, with its options and what it does with them."""

from __future__ import annotations

from types import ModuleType

from . import drift, mutants, overlay, run

COMMANDS: dict[str, ModuleType] = {"run": run, "mutants": mutants, "drift": drift, "overlay": overlay}
