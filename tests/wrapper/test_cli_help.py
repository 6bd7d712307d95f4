"""Help and version come from pregenerated texts, which are the same as click would print."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kps_tasks._cli.exits import run
from tools.help_texts import FOLDER, texts

COMMAND = "import sys; from kps_tasks._cli import main; code = main(sys.argv[1:]); print('click' in sys.modules, code)"


def test_the_texts_are_those_of_the_commands():
    """`make generate` updates them."""
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == texts()


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["auth", "check", "--help"], ["--version"]])
def test_they_are_printed_as_click_does_and_without_it(words, capsys):
    said = subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, check=True).stdout
    assert run(words) == 0
    assert said == f"{capsys.readouterr().out}False 0\n"


@pytest.mark.parametrize("words", [[], ["auth"]])
def test_a_command_that_lacks_its_subcommand_prints_its_help(words, capsys):
    assert run(words) == 2
    output = capsys.readouterr()
    assert run([*words, "--help"]) == 0
    assert (output.out, output.err) == ("", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "columns", "code"),
    [
        (["--help"], "60", 0),
        (["get", "--version"], "80", 2),
        (["../wait", "--help"], "80", 2),
        (["get", "x", "-h"], "80", 0),
    ],
)
def test_click_does_all_else(words, columns, code):
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], env={"COLUMNS": columns}, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith(f"True {code}\n")
