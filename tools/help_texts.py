"""The help texts that ``kps-tasks`` prints without click: ``python -m tools.help_texts`` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

FOLDER = Path(__file__).resolve().parents[1] / "wrapper" / "kps_tasks" / "_cli" / "help"
WIDTH = 80


def texts() -> dict[str, str]:
    """Return the help text of each command, by the name of its file."""
    from kps_tasks._cli.commands import cli

    return {f"{name.replace(' ', '-')}.txt": f"{text}\n" for name, text in _texts(cli, None, "kps-tasks")}


def _texts(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    context = click.Context(command, parent, name.rpartition(" ")[2], terminal_width=WIDTH - 2)
    context.help_option_names = ["-h", "--help"]
    yield name, context.get_help()
    if isinstance(command, click.Group):
        for word, inner in command.commands.items():
            yield from _texts(inner, context, f"{name} {word}")


def main() -> None:
    """Write the texts."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
