"""The public Python API as text: one stub a package, with all that users may rely on and nothing else.

What is public is what `__all__` names and what its attributes lead to. Inherited members stand in each class, defaults
as the values they have, and the constructors that attrs makes as if they had been written.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from typing import Any, Final

# Each package with the classes that are public only as the values of attributes.
PACKAGES: Final = {"kps_tasks": ("_tasks.Tasks", "_tasks.AsyncTasks"), "kps_tasks_mock": ()}

# What these take is private: users get such objects from others.
NOT_MADE_BY_USERS: Final = ("AsyncPager", "AsyncTasks", "KpsTransport", "MockKps", "Pager", "Tasks")

UNTOLD_BASES: Final = ("object", "BaseException", "Enum", "Generic", "ReprEnum", "str")
PROTOCOL: Final = ("__init__", "__iter__", "__aiter__", "__len__", "__await__", "__enter__", "__aenter__", "__call__")


class Bare(str):
    """An annotation as it was written, where `inspect` would put it in quotes."""

    __repr__ = str.__str__


def surface(package: str) -> str:
    """The public API of *package*, as Python source without any code."""
    module = import_module(package)
    named = {name: getattr(module, name) for name in module.__all__ if not name.startswith("__")}
    for place in PACKAGES[package]:
        room, _, name = place.partition(".")
        named[name] = getattr(import_module(f"{package}.{room}"), name)
    return (
        "\n\n".join(
            "\n".join(class_lines(package, named[name]) if isinstance(named[name], type) else [f"{name}: object"])
            for name in sorted(named)
        )
        + "\n"
    )


def class_lines(package: str, cls: type) -> Iterator[str]:
    """One class with its public members."""
    public = import_module(package).__all__
    bases = [base for base in cls.__mro__[1:] if is_foreign(package, base) or base.__name__ in public]
    told = ", ".join(base.__name__ for base in bases if base.__name__ not in UNTOLD_BASES)
    yield f"class {cls.__name__}({told}):" if told else f"class {cls.__name__}:"
    lines = list(member_lines(package, cls))
    yield from (f"    {line}" for line in lines or ["..."])


def member_lines(package: str, cls: type) -> Iterator[str]:
    """The members of a class, in the order of their names."""
    own = [base for base in cls.__mro__ if not is_foreign(package, base)]
    if issubclass(cls, Enum):
        yield from (f"{member.name} = {member.value!r}" for member in cls)
    else:
        yield from (f"{name}: {kind}" for name, kind in sorted(attributes(own).items()))
    for name in sorted({name for base in own for name in vars(base) if is_public(package, cls, name)}):
        yield from method_lines(name, inspect.getattr_static(cls, name))


def is_foreign(package: str, cls: type) -> bool:
    """Whether a class is another package's."""
    return cls.__module__.partition(".")[0] != package


def is_public(package: str, cls: type, name: str) -> bool:
    """Whether a member is a method or property for users, and not one for the library whose class it overrides."""
    if name == "__init__":
        return cls.__name__ not in NOT_MADE_BY_USERS and not issubclass(cls, Enum)
    theirs = any(name in vars(base) for base in cls.__mro__ if is_foreign(package, base))
    return name in PROTOCOL or not (name.startswith("_") or theirs)


def attributes(own: list[type]) -> dict[str, str]:
    """Public attributes with their types: those of the class body, and those that a constructor sets."""
    found: dict[str, str] = {}
    for base in reversed(own):
        found |= {name: written(kind) for name, kind in vars(base).get("__annotations__", {}).items()}
        init = vars(base).get("__init__")
        if init is not None and not hasattr(base, "__attrs_attrs__"):
            found |= dict.fromkeys(set_by(init), "object")
    return {name: kind for name, kind in found.items() if not name.startswith("_")}


def set_by(init: Callable[..., None]) -> Iterator[str]:
    """What a constructor sets on self."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(init)))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def method_lines(name: str, member: Any) -> Iterator[str]:
    """One method or property."""
    if isinstance(member, property):
        yield "@property"
        member = member.fget
    elif isinstance(member, classmethod | staticmethod):
        yield f"@{type(member).__name__}"
        member = member.__func__
    if inspect.isfunction(member):
        asynchronous = "async " if inspect.iscoroutinefunction(member) else ""
        yield f"{asynchronous}def {name}{signature(member)}: ..."


def signature(function: Callable[..., Any]) -> inspect.Signature:
    """The signature with annotations as written, and `...` for a default that is no expression."""
    found = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=bare(parameter.annotation), default=default(parameter.default))
        for parameter in found.parameters.values()
    ]
    return found.replace(parameters=parameters, return_annotation=bare(found.return_annotation))


def written(kind: Any) -> str:
    """A type as it is written."""
    return kind if isinstance(kind, str) else inspect.formatannotation(kind)


def bare(annotation: Any) -> Any:
    """An annotation that prints as it was written."""
    return Bare(annotation) if isinstance(annotation, str) else annotation


def default(value: Any) -> Any:
    """A default that prints as an expression."""
    try:
        ast.parse(repr(value), mode="eval")
    except SyntaxError:
        return value if value is inspect.Parameter.empty else Bare("...")
    return Bare("...") if value is ... else value
