"""The driver builds what can be built, names what is missing, and keeps the table of the README true."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import pytest

from clients.driver import __main__ as command
from clients.driver import building, matrix, recipes
from clients.driver.building import MANIFEST, lay_out
from clients.driver.recipes import RecipeError, load
from clients.driver.testing import read_results

from .test_recipes import GOOD, LANGUAGES

NAMES = [name for name in LANGUAGES if load(name).generator]


@pytest.fixture(autouse=True)
def built_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "BUILD", tmp_path / "built")


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    """Give a function that writes the recipe of a language named cobol."""
    monkeypatch.setattr(recipes, "CLIENTS", tmp_path / "clients")
    (tmp_path / "clients" / "cobol").mkdir(parents=True)

    def write(**more):
        text = building.json.dumps(GOOD | more)
        (tmp_path / "clients" / "cobol" / "recipe.yaml").write_text(text)
        return tmp_path / "built" / "cobol"

    return write


def test_without_tools_each_language_is_named_in_a_line_and_python_is_built(capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert command.main(["build", *LANGUAGES]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(LANGUAGES)
    for name, line in zip(LANGUAGES, lines, strict=True):
        assert line.split()[0] == name
        if name in NAMES:
            assert re.search(r"not built: java is not on the PATH; it comes with Java 11 or newer, .*https://", line)
            assert all(f"{tool} is not on the PATH; it comes with " in line for tool in load(name).tools)
        else:
            assert "built, 3 source files in build/clients/" in line


def test_a_command_that_fails_is_shown_with_its_output(capsys, recipe):
    recipe(build=["python -c 'print(1 / 0)'"], tools={"python": "Python"})
    assert command.main(["build", "cobol"]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("cobol           `python -c 'print(1 / 0)'` failed:\n")
    assert "ZeroDivisionError" in printed


def test_a_command_that_is_not_there_is_named(capsys, recipe):
    recipe(build=["cobc --version"])
    assert command.main(["build", "cobol"]) == 1
    assert capsys.readouterr().out.startswith("cobol           `cobc --version` did not run: ")


def test_another_generator_than_the_pinned_is_refused(capsys, recipe, monkeypatch):
    monkeypatch.setattr(recipes, "GENERATOR_TOOLS", {})
    recipe(generator="pyyaml==0.0.1")
    assert command.main(["build", "cobol"]) == 1
    assert "pyyaml==0.0.1 is wanted and " in capsys.readouterr().out


def test_the_folder_is_copied_and_what_left_it_is_removed(recipe, tmp_path):
    built = recipe()
    (tmp_path / "clients" / "cobol" / "old.cob").write_text("1")
    (tmp_path / "clients" / "cobol" / "target").mkdir()
    (tmp_path / "clients" / "cobol" / "target" / "too much").touch()
    assert command.main(["build", "cobol"]) == 0
    (built / "target").mkdir()
    (built / "target" / "left by a tool").touch()
    (tmp_path / "clients" / "cobol" / "old.cob").rename(tmp_path / "clients" / "cobol" / "new.cob")
    assert command.main(["build", "cobol"]) == 0
    assert {path.name for path in built.rglob("*")} == {"LICENSE", "new.cob", MANIFEST, "target", "left by a tool"}


def test_a_file_that_is_right_is_not_touched(tmp_path):
    lay_out({"a/b": b"1"}, tmp_path)
    (tmp_path / "a" / "b").chmod(0o400)
    before = (tmp_path / "a" / "b").stat()
    lay_out({"a/b": b"1", "c": b"2"}, tmp_path)
    assert (tmp_path / "a" / "b").stat() == before
    digests = [hashlib.sha256(content).hexdigest() for content in (b"1", b"2")]
    assert (tmp_path / MANIFEST).read_text() == f"{digests[0]}  a/b\n{digests[1]}  c\n"


def test_results_that_are_none_are_shown():
    assert read_results('{"case": "a", "value": 1}\n') == {"a": {"case": "a", "value": 1}}
    for printed in ("panic: oh\n", '{"value": 1}\n', "[]\n"):
        with pytest.raises(RecipeError, match="something else than a result: "):
            read_results(printed)


def test_a_fault_that_is_no_gap_and_a_gap_that_is_no_fault_are_reported():
    go = load("go")
    faults = dict.fromkeys(go.gaps, "sent") | {"599": "status lost"}
    assert list(command.surprises(go, faults)) == ["case 599: status lost"]
    (line,) = command.surprises(go, dict.fromkeys(go.gaps, "sent") | {"id-dot": None})
    assert line == "case id-dot passes: take it out of the gaps of clients/go/recipe.yaml"


def as_the_gaps_say():
    told = {name: load(name) for name in LANGUAGES}
    cases = [case.name for case in matrix.CASES]
    measured = {name: {case: recipe.gaps.get(case) for case in cases} for name, recipe in told.items()}
    return matrix.render(measured, told.values())


def test_the_table_of_the_readme_is_what_the_recipes_own_up_to():
    assert matrix.committed() == as_the_gaps_say()


def test_a_stale_table_fails_and_is_written(tmp_path, monkeypatch, capsys):
    stale = tmp_path / "README.md"
    stale.write_text(matrix.README.read_text().replace("| ✓ | ✓ |", "| no | ✓ |", 1))
    monkeypatch.setattr(matrix, "README", stale)
    assert command.compare(as_the_gaps_say(), write=False) is False
    assert "`make clients-matrix` writes it" in capsys.readouterr().out
    assert command.compare(as_the_gaps_say(), write=True) is True
    assert command.compare(as_the_gaps_say(), write=False) is True
    assert stale.read_text() == (recipes.CLIENTS / "README.md").read_text()


def test_the_commands_of_the_readme_exist():
    root = recipes.CLIENTS.parent
    named = set(re.findall(r"^make ([a-z-]+)", matrix.README.read_text(), re.MULTILINE))
    assert named == {"clients", "client-go", "clients-test"}
    for target in [*named, "clients-matrix", *(f"client-{name}" for name in LANGUAGES)]:
        done = subprocess.run(["make", "--dry-run", "--silent", target], cwd=root, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_readme_of_the_project_counts_the_cases():
    assert f"same {len(matrix.CASES)} cases" in (recipes.ROOT / "README.md").read_text()


def test_the_readme_explains_each_key_of_a_recipe():
    explained = set(re.findall(r"`([a-z]+)`", matrix.README.read_text().partition("| Key of the recipe")[2]))
    assert {field.name for field in recipes.fields(recipes.Recipe)} - {"name"} <= explained


def test_help_says_what_it_is():
    done = subprocess.run(
        [sys.executable, "-m", "clients.driver", "--help"], cwd=recipes.ROOT, capture_output=True, text=True, check=True
    )
    assert "make clients" in done.stdout
