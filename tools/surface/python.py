"""The surface of the Python packages: what `__all__` names and what its attributes lead to.

Read from the imported packages: inherited members stand in each class, defaults are the values that they have, and the
constructors that attrs makes are there as if somebody had written them.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from inspect import Parameter
from typing import Any, Final

from .lines import joined

PACKAGES: Final = ("kps_tasks", "kps_tasks_mock")

# Classes that users know as attributes of a client.
ATTRIBUTES: Final = {"Client.tasks": "Tasks", "AsyncClient.tasks": "AsyncTasks"}

# What their constructors take is private: users get such objects from others.
NOT_MADE_BY_USERS: Final = (
    "ArmedFault",
    "AsyncPager",
    "AsyncTasks",
    "Clock",
    "Fault",
    "KpsTransport",
    "MockClock",
    "MockKps",
    "Pager",
    "Tasks",
)

UNTOLD_BASES: Final = ("object", "BaseException", "Enum", "Generic", "ReprEnum", "str")
PROTOCOL: Final = ("__iter__", "__aiter__", "__len__", "__await__", "__enter__", "__aenter__", "__call__")
PLACES: Final = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def python_lines() -> Iterator[str]:
    """All lines of the packages."""
    for package in PACKAGES:
        module = import_module(package)
        for name in module.__all__:
            subject, thing = f"{package}.{name}", getattr(module, name)
            if isinstance(thing, type):
                yield f"{subject}: a class"
                yield from class_lines(subject, thing)
            elif not name.startswith("__"):
                yield f"{subject}: {type(thing).__name__}"
    tasks = import_module("kps_tasks")
    for place, name in ATTRIBUTES.items():
        yield from class_lines(f"kps_tasks.{place}", getattr(tasks, name))


def class_lines(subject: str, cls: type) -> Iterator[str]:
    """The public members of a class."""
    ours = [base for base in cls.__mro__ if is_ours(base)]
    theirs = {name for base in cls.__mro__ if not is_ours(base) for name in vars(base)}
    for base in cls.__mro__[1:]:
        if base.__name__ not in UNTOLD_BASES and not base.__name__.startswith("_"):
            yield f"{subject} as {base.__name__}"
    if issubclass(cls, Enum):
        yield from (f"{subject}.{member.name}: {member.value!r}" for member in cls)
    elif cls.__name__ not in NOT_MADE_BY_USERS and any("__init__" in vars(base) for base in ours):
        yield from argument_lines(subject, cls.__init__)
    for name, kind in attributes(ours).items():
        yield f"{subject}.{name}: {joined('an attribute', of_type(kind))}"
    for name in sorted({name for base in ours for name in vars(base)}):
        if name in PROTOCOL or not (name.startswith("_") or name in theirs):
            yield from member_lines(f"{subject}.{name}", inspect.getattr_static(cls, name))


def is_ours(cls: type) -> bool:
    """Whether a class is from these packages, or from the generated one that they stand on."""
    return cls.__module__.partition(".")[0] in (*PACKAGES, "kps_tasks_client")


def attributes(classes: list[type]) -> dict[str, Any]:
    """Public attributes with their types: those of the class body, and those that a constructor sets."""
    found: dict[str, Any] = {}
    for cls in reversed(classes):
        found |= vars(cls).get("__annotations__", {})
        init = vars(cls).get("__init__")
        if init and not hasattr(cls, "__attrs_attrs__"):
            tree = ast.parse(textwrap.dedent(inspect.getsource(init)))
            nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
            found |= {node.attr: Parameter.empty for node in nodes if isinstance(node.ctx, ast.Store)}
    return {name: kind for name, kind in found.items() if not name.startswith("_")}


def member_lines(subject: str, member: Any) -> Iterator[str]:
    """A method or a property."""
    if isinstance(member, property) and member.fget:
        yield f"{subject}: {joined('an attribute', of_type(inspect.signature(member.fget).return_annotation))}"
    function = getattr(member, "__func__", member)
    if inspect.isfunction(function):
        kind = "a method" if function is member else f"a {type(member).__name__}"
        awaited = "awaited" if inspect.iscoroutinefunction(function) else ""
        result = of_type(inspect.signature(function).return_annotation, "with result")
        yield f"{subject}: {joined(kind, awaited, result)}"
        yield from argument_lines(subject, function)


def argument_lines(subject: str, function: Callable[..., Any]) -> Iterator[str]:
    """How each argument is given, and what holds without it."""
    parameters = [each for each in inspect.signature(function).parameters.values() if each.name not in ("self", "cls")]
    for number, parameter in enumerate(parameters, start=1):
        how = f"argument {number}" if parameter.kind in PLACES else "by keyword"
        default = "required" if parameter.default is Parameter.empty else f"by default {shown(parameter.default)}"
        if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
            how, default = f"any {parameter.kind.description}", ""
        yield f"{subject}({parameter.name}): {joined(how, default, of_type(parameter.annotation))}"


def of_type(kind: Any, words: str = "of type") -> str:
    """A type as it is written, without the modules that its names are from; empty where none is."""
    if kind is Parameter.empty:
        return ""
    written = kind if isinstance(kind, str) else inspect.formatannotation(kind)
    return f"{words} {re.sub(r'[A-Za-z_][A-Za-z_0-9.]*[.](?=[A-Za-z_])', '', written)}"


def shown(value: object) -> str:
    """A default; one that prints as no expression, with an address say, prints as dots."""
    try:
        ast.parse(repr(value), mode="eval")
    except SyntaxError:
        return "..."
    return repr(value)
