"""The command ``kps-tasks``. Nothing else imports it, and it imports click only when it is called."""

from __future__ import annotations

from .._extras import is_missing


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: What stands behind ``kps-tasks``; None for the process's own.
    """
    try:
        import click  # noqa: F401
    except ModuleNotFoundError:
        return is_missing("kps-tasks", "click", "cli")
    from .exits import run

    return run(arguments)
