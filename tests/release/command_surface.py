"""The commands as scripts know them: names, arguments, options with choices and defaults, exit codes.

One line each, so that a comparison needs nothing but the lines.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import click

from kps_tasks._cli import exit_codes
from kps_tasks._cli.commands import cli
from kps_tasks_mock._command import _parser

from .change import Change, added, changed, removed

NAME = "commands"  # of the record


def command_surface() -> str:
    """What scripts may rely on, a line each: "kps-tasks get --output: by default table"."""
    found = [*of_click("kps-tasks", cli), *of_argparse("kps-tasks-mock", _parser()), *exit_code_lines()]
    return "".join(f"{line}\n" for line in sorted(set(found)))


def of_click(path: str, command: click.Command) -> Iterator[str]:
    """A command of click and the commands below it."""
    yield f"{path}: a command"
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    for place, argument in enumerate(arguments, start=1):
        yield f"{path}, argument {place}: {'any number' if argument.nargs < 0 else argument.nargs}"
        yield from choices(path, argument)
    for option in command.params:
        if isinstance(option, click.Option):
            for name in (*option.opts, *option.secondary_opts):
                yield f"{path} {name}: {by_default(None if option.is_flag else option.default)}"
                yield from choices(f"{path} {name}", option)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from of_click(f"{path} {name}", below)


def choices(path: str, parameter: click.Parameter) -> Iterator[str]:
    """The values that a parameter takes, where they are listed."""
    if isinstance(parameter.type, click.Choice):
        yield from (f"{path} {choice}: a choice" for choice in parameter.type.choices)


def of_argparse(path: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """A command of argparse."""
    yield f"{path}: a command"
    for action in parser._actions:
        for name in action.option_strings:
            yield f"{path} {name}: {by_default(None if action.default is argparse.SUPPRESS else action.default)}"


def by_default(value: object) -> str:
    """What holds without an option; click marks "nothing given" in its own way."""
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return f"an option, by default {value}" if plain else "an option"


def exit_code_lines() -> Iterator[str]:
    """The exit codes of kps-tasks by what they mean."""
    for name, value in vars(exit_codes).items():
        if name.isupper() and isinstance(value, int):
            yield f"kps-tasks, exit code for {name.lower().replace('_', ' ')}: {value}"


def command_changes(old: str, new: str) -> Iterator[Change]:
    """What changed from the *old* surface to the *new* one."""
    before, after = (dict(line.rsplit(": ", 1) for line in text.splitlines()) for text in (old, new))
    for what, value in before.items():
        if what not in after:
            yield removed(what, "removed or renamed: scripts that use it fail")
        elif after[what] != value:
            yield changed(what, f"it was {value}, and is {after[what]}: scripts that rely on it differ")
    yield from (added(what, "new") for what in after if what not in before)
