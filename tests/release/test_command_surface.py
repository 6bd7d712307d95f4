"""What scripts rely on: written down whole, and compared line by line."""

from __future__ import annotations

import pytest

from .change import Level
from .command_surface import command_changes, command_surface

NOW = command_surface()


@pytest.mark.parametrize(
    "line",
    [
        "kps-tasks wait: a command",
        "kps-tasks auth check: a command",
        "kps-tasks get, argument 1: 1",
        "kps-tasks wait, argument 1: any number",
        "kps-tasks completion zsh: a choice",
        "kps-tasks running --limit: an option, by default 1000",
        "kps-tasks failed -o: an option",
        "kps-tasks failed --output jsonl: a choice",
        "kps-tasks, exit code for out of time: 124",
        "kps-tasks-mock --port: an option, by default 0",
    ],
)
def test_what_is_written_down(line: str) -> None:
    assert line in NOW.splitlines()


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        (
            "wait --timeout:",
            "wait --deadline:",
            "kps-tasks wait --timeout: removed or renamed: scripts that use it fail",
        ),
        (
            "failed --output csv: a choice\n",
            "failed --output tsv: a choice\n",
            "kps-tasks failed --output csv: removed or renamed: scripts that use it fail",
        ),
        (
            "running --limit: an option, by default 1000",
            "running --limit: an option, by default 50",
            "kps-tasks running --limit: it was an option, by default 1000, and is an option, by default 50: scripts "
            "that rely on it differ",
        ),
        (
            "out of time: 124",
            "out of time: 5",
            "kps-tasks, exit code for out of time: it was 124, and is 5: scripts that rely on it differ",
        ),
    ],
)
def test_a_break_is_told_in_a_sentence(was: str, now: str, sentence: str) -> None:
    assert was in NOW
    breaks = [change for change in command_changes(NOW, NOW.replace(was, now)) if change.level is Level.MAJOR]
    assert [str(change) for change in breaks] == [sentence]


def test_what_is_new_breaks_nobody() -> None:
    lines = NOW.splitlines(keepends=True)
    older = "".join(line for line in lines if not line.startswith("kps-tasks watch"))
    assert {change.level for change in command_changes(older, NOW)} == {Level.MINOR}
    assert list(command_changes(NOW, NOW)) == []
