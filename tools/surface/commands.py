"""The surface of the commands: names, arguments, options with choices and defaults, exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import click

from kps_contract.commands import COMMANDS
from kps_tasks._cli import exit_codes
from kps_tasks._cli.commands import cli
from kps_tasks_mock._command import _parser

from .lines import joined


def command_lines() -> Iterator[str]:
    """All lines of the commands."""
    yield from of_click("kps-tasks", cli)
    yield from of_argparse("kps-tasks-mock", _parser())
    yield "kps-contract: a command"
    for name, command in COMMANDS.items():
        command.add_options(parser := argparse.ArgumentParser())
        yield from of_argparse(f"kps-contract {name}", parser)
    for name, value in vars(exit_codes).items():
        if name.isupper() and isinstance(value, int):
            yield f"kps-tasks, exit code for {name.lower().replace('_', ' ')}: {value}"


def of_click(command: str, content: click.Command) -> Iterator[str]:
    """The lines of a click command and its subcommands."""
    yield f"{command}: a command"
    arguments = [parameter for parameter in content.params if isinstance(parameter, click.Argument)]
    for number, argument in enumerate(arguments, start=1):
        takes = "takes any number" if argument.nargs < 0 else f"takes {argument.nargs}"
        yield f"{command}, argument {number}: {joined(takes, 'required' if argument.required else '')}"
        yield from choices(f"{command}, argument {number}", argument)
    for option in content.params:
        if isinstance(option, click.Option):
            takes = "a flag" if option.is_flag or option.count else f"takes {option.type.name}"
            default = option.default
            if isinstance(default, str):  # the parsed value: 1800.0 for "30m"
                default = option.type_cast_value(click.Context(content), default)
            value = joined(takes, "required" if option.required else "", by_default(default))
            for name in (*option.opts, *option.secondary_opts):
                yield f"{command} {name}: {value}"
                yield from choices(f"{command} {name}", option)
    if isinstance(content, click.Group):
        for name, below in content.commands.items():
            yield from of_click(f"{command} {name}", below)


def choices(subject: str, parameter: click.Parameter) -> Iterator[str]:
    """The values that a parameter accepts, if they are listed."""
    if isinstance(parameter.type, click.Choice):
        yield from (f"{subject} {choice}" for choice in parameter.type.choices)


def of_argparse(command: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """The lines of an argparse command."""
    yield f"{command}: a command"
    for action in parser._actions:
        takes, required = "a flag" if action.nargs == 0 else "takes a value", "required" if action.required else ""
        for name in action.option_strings or [action.dest]:
            yield f"{command} {name}: {joined(takes, required, by_default(action.default))}"
            yield from (f"{command} {name} {choice}" for choice in action.choices or ())


def by_default(value: object) -> str:
    """The default of an option, if it is a value; click and argparse each have their own mark for none."""
    plain = isinstance(value, str | int | float) and not isinstance(value, bool) and value != argparse.SUPPRESS
    return f"by default {value}" if plain else ""
