"""Show types and defaults as readers need them: the value of a constant, and no code of a constructor."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any, TypeVar

from griffe import (
    Attribute,
    Class,
    Expr,
    ExprAttribute,
    ExprCall,
    ExprKeyword,
    ExprName,
    Extension,
    Function,
    Module,
    Object,
)


class Defaults(Extension):
    """Puts values in place of constants, and types in place of the code that sets an attribute."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Go through all functions and attributes of a package once it is read."""
        for attribute in _members(pkg, Attribute):
            if isinstance(attribute.value, (ExprCall, ExprName)) and isinstance(attribute.parent, Class):
                attribute.annotation = attribute.annotation or _type(attribute, attribute.parent)
                attribute.value = _default(attribute.value)
        for function in _members(pkg, Function):
            for parameter in function.parameters:
                if isinstance(parameter.default, (ExprName, ExprAttribute)):
                    parameter.default = _value(function, str(parameter.default))


Kind = TypeVar("Kind", Attribute, Function)


def _members(parent: Object, kind: type[Kind]) -> Iterator[Kind]:
    for member in parent.members.values():
        if isinstance(member, kind):
            yield member
        elif isinstance(member, (Module, Class)):
            yield from _members(member, kind)


def _type(attribute: Attribute, owner: Class) -> str | Expr | None:
    """Return the type that a base class states, or the argument of this name, or else the class that is called."""
    inherited = (base.members.get(attribute.name) for base in owner.mro())
    stated = [each.annotation for each in inherited if isinstance(each, Attribute) and each.annotation is not None]
    stated += [each.annotation for each in owner.parameters if each.name == attribute.name]
    if not stated and isinstance(attribute.value, ExprCall):
        stated.append(attribute.value.function)
    return next(iter(stated), None)


def _default(value: ExprCall | ExprName) -> str | Expr | None:
    """Return what a field is without an argument; of other calls and names, nothing."""
    if isinstance(value, ExprCall) and str(value.function) == "field":
        keywords = (each for each in value.arguments if isinstance(each, ExprKeyword))
        return next((each.value for each in keywords if each.name == "default"), None)
    return None


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
