"""Every recipe has the same structure, pins its tools, and gives reasons; an invalid one is refused in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from clients.driver import recipes
from clients.driver.cases import CASES
from clients.driver.recipes import ROOT, Recipe, RecipeError, all_names, load

MAKEFILE = (ROOT / "Makefile").read_text()
LANGUAGES = re.findall(r"^CLIENTS := (.*)$", MAKEFILE, re.MULTILINE)[0].split()
ALL = [*LANGUAGES, recipes.TEMPLATE]
GENERATED = [name for name in LANGUAGES if load(name).generator]
GOOD = {"language": "X", "tools": {}, "example": "x", "conformance": "y", "needs": "nothing", "clean": "lint"}


def test_each_folder_has_its_line_in_the_makefile():
    assert sorted(LANGUAGES) == sorted(all_names())
    assert {"go", "typescript", "java", "rust"} <= set(GENERATED)


def test_each_folder_has_an_example_and_a_conformance_program_and_nothing_generated():
    for folder in (load(name).folder for name in ALL):
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        for program in ("example", "conformance"):
            found = [file for file in files if re.match(rf"{program}(\.|/)", file.lower())]
            assert len(found) == 1, f"{folder.name}: {program}"
        assert not [file for file in files if file.startswith(("client/", "target/", "node_modules/"))], folder.name


def test_every_generator_is_the_locked_one():
    locked = (ROOT / "requirements" / "clients.txt").read_text().replace(" \\", "").split("\n")
    for recipe in map(load, GENERATED):
        assert recipe.generator in locked, recipe.name
        assert recipe.keep, recipe.name


def test_each_option_says_why():
    plain = {"generatorName", "packageName", "invokerPackage", "apiPackage", "modelPackage", "sourceFolder"}
    for name in GENERATED:
        text = (load(name).folder / "recipe.yaml").read_text()
        lines = text.partition("\nconfig:")[2].partition("\nkeep:")[0].split("\n")[1:]
        for before, line in zip(["", *lines], lines, strict=False):
            option = line.strip().partition(":")[0]
            assert "#" in line or before.strip().startswith("#") or option in plain, f"{name}: {line}"


def test_gaps_are_of_cases_that_exist():
    cases = {case.name for case in CASES}
    assert {name: load(name).gaps.keys() - cases for name in ALL} == {name: set() for name in ALL}


def test_dependencies_are_locked_and_no_registry_is_named():
    assert (recipes.CLIENTS / "rust/Cargo.lock").stat().st_size
    for folder in (recipes.CLIENTS / "typescript", recipes.CLIENTS / recipes.TEMPLATE):
        lock = yaml.safe_load((folder / "package-lock.json").read_text())
        assert "resolved" not in str(lock)
        package = yaml.safe_load((folder / "package.json").read_text())
        for kind in ("dependencies", "devDependencies"):
            assert all(re.fullmatch(r"[\d.]+", version) for version in package.get(kind, {}).values())
            assert lock["packages"][""].get(kind) == package.get(kind), "npm install --package-lock-only"
    versions = re.findall(r"<version>(.*)</version>", (recipes.CLIENTS / "java/pom.xml").read_text())
    assert all(re.fullmatch(r"[\d.]+|\$\{jackson\.version}", version) for version in versions)
    assert "require" not in (recipes.CLIENTS / "go/go.mod").read_text()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (None, "does not exist"),
        ("language: [", "is not YAML"),
        ("- go", "is not a mapping"),
        (yaml.safe_dump(GOOD | {"colour": "red"}), "unknown key colour; known are language, "),
        (yaml.safe_dump(GOOD | {"build": "go build"}), "build must be a list, not str"),
        (yaml.safe_dump({key: GOOD[key] for key in GOOD if key not in ("example", "needs")}), "example, needs missing"),
    ],
)
def test_a_bad_recipe_is_refused_in_a_line(said, message, tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "CLIENTS", tmp_path / "clients")
    write(tmp_path, said)
    with pytest.raises(RecipeError) as refused:
        load("cobol")
    assert str(refused.value).startswith("clients/cobol/recipe.yaml")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_good_recipe_needs_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "CLIENTS", tmp_path / "clients")
    write(tmp_path, yaml.safe_dump(GOOD))
    assert load("cobol") == Recipe(name="cobol", **GOOD)


def write(root: Path, said: str | None) -> None:
    (root / "clients" / "cobol").mkdir(parents=True)
    if said is not None:
        (root / "clients" / "cobol" / "recipe.yaml").write_text(said)
