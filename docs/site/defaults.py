"""Show the value of a default if a signature has the name of a constant."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any

from griffe import ExprAttribute, ExprName, Extension, Function, Module, Object


class Defaults(Extension):
    """Replaces constants with their values, which is what readers want to know."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Visit all functions of a package once it is loaded."""
        for function in _functions(pkg):
            for parameter in function.parameters:
                if isinstance(parameter.default, (ExprName, ExprAttribute)):
                    parameter.default = _value(function, str(parameter.default))


def _functions(parent: Object) -> Iterator[Function]:
    for member in parent.members.values():
        if isinstance(member, Function):
            yield member
        elif isinstance(member, Object):
            yield from _functions(member)


def _value(function: Function, name: str) -> str:
    """Return a number or text as it is, an object as its constructor call, and an enumeration member by its name."""
    value: Any = import_module(function.module.canonical_path)
    for part in name.split("."):
        value = getattr(value, part)
    if isinstance(value, Enum):
        return name
    if isinstance(value, (int, float, str)):
        return f"{value:g}" if isinstance(value, float) else repr(value)
    return f"{type(value).__name__}()"
