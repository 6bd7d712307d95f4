"""Compare two public Python APIs, as `python_surface` writes them down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import griffe
from griffe import BreakageKind

from .change import Change, Level, added, changed, joined, removed

# What griffe finds, as the rest of a sentence after the name; `old` and `new` are parameters, or kinds of objects.
BREAKS: Final[dict[BreakageKind, Callable[[Any, Any], str]]] = {
    BreakageKind.PARAMETER_REMOVED: lambda old, new: (
        f"the argument {old.name} was removed or renamed: calls that name it fail"
    ),
    BreakageKind.PARAMETER_MOVED: lambda old, new: f"the argument {old.name} moved: calls that give it by place differ",
    BreakageKind.PARAMETER_CHANGED_KIND: lambda old, new: (
        f"the argument {old.name} was {old.kind.value} and is {new.kind.value}: calls that give it otherwise fail"
    ),
    BreakageKind.PARAMETER_CHANGED_DEFAULT: lambda old, new: (
        f"the default of {old.name} went from {old.default} to {new.default}: calls without it differ"
    ),
    BreakageKind.PARAMETER_CHANGED_REQUIRED: lambda old, new: (
        f"the argument {old.name} became required: calls without it fail"
    ),
    BreakageKind.PARAMETER_ADDED_REQUIRED: lambda old, new: (
        f"the argument {new.name} is new and required: calls of the last release lack it"
    ),
    BreakageKind.RETURN_CHANGED_TYPE: lambda old, new: f"no longer says what it returns, {old}",
    BreakageKind.OBJECT_CHANGED_KIND: lambda old, new: f"was {a(old.value)} and is {a(new.value)}: its use differs",
}


def python_changes(package: str, old: str, new: str) -> list[Change]:
    """List what changed from the *old* surface of *package* to the *new* one, the gravest first."""
    before, after = (griffe.visit(package, Path(f"{package}.pyi"), text) for text in (old, new))
    found = [*breaks(before, after), *members(before, after)]
    return sorted(joined(found), key=lambda change: -change.level)


def breaks(before: griffe.Module, after: griffe.Module) -> Iterator[Change]:
    """What griffe finds, but for what `members` says better."""
    for breakage in griffe.find_breaking_changes(before, after):
        if breakage.kind in BREAKS:
            words = BREAKS[breakage.kind](breakage.old_value, breakage.new_value)
            yield changed(called(breakage.obj), words)


def members(before: Any, after: Any) -> Iterator[Change]:
    """What is new, what is gone, and what griffe does not compare: bases, values, types, `async`."""
    for name, old in before.members.items():
        if name not in after.members:
            yield removed(called(old), "removed or renamed: code that uses it fails")
        else:
            yield from one_member(old, after.members[name])
    for name, new in after.members.items():
        if name not in before.members:
            yield added(called(new), "new")


def one_member(old: Any, new: Any) -> Iterator[Change]:
    """A class, method or attribute that is still there."""
    if old.is_class and new.is_class:
        for base in sorted({*map(str, old.bases)} - {*map(str, new.bases)}):
            yield changed(called(old), f"is no {base} any more: code that catches or accepts it as one fails")
        yield from members(old, new)
    elif old.is_function and new.is_function:
        if ("async" in old.labels) != ("async" in new.labels):
            yield changed(called(old), "is awaited otherwise: it was async and is not, or the other way round")
        yield from types(old, new)
    elif old.is_attribute and new.is_attribute:
        if old.value is not None and str(old.value) != str(new.value):
            yield changed(called(old), f"went from {old.value} to {new.value}: stored and compared texts differ")
        elif str(old.annotation) != str(new.annotation):
            yield retyped(called(old), "its type", old.annotation, new.annotation)


def types(old: Any, new: Any) -> Iterator[Change]:
    """Arguments and results with another type, and arguments that may be left out."""
    before, after = ({parameter.name: parameter for parameter in member.parameters} for member in (old, new))
    for name, parameter in after.items():
        if name in before and str(before[name].annotation) != str(parameter.annotation):
            yield retyped(called(old), f"the type of {name}", before[name].annotation, parameter.annotation)
        elif name not in before and not parameter.required:
            yield added(called(old), f"the argument {name} is new")
    if str(old.returns) != str(new.returns):
        yield retyped(called(old), "what it returns", old.returns, new.returns)


def retyped(where: str, what: str, old: object, new: object) -> Change:
    """A type that is written otherwise. Whether it breaks is for the type checker to say (`usages`)."""
    return changed(where, f"{what} went from {old} to {new}", Level.MINOR)


def called(member: Any) -> str:
    """How a person calls it: with its package, and where it is found if that is not in the package."""
    path = str(member.path).removesuffix(".__init__")
    return path.replace(".Tasks.", ".Client.tasks.").replace(".AsyncTasks.", ".AsyncClient.tasks.")


def a(word: str) -> str:
    """A word with its article."""
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
