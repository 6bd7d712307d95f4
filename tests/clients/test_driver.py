"""The driver builds what it can, names what is missing, and keeps the table in the README correct."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from clients.driver import __main__ as command
from clients.driver import building, generating, matrix, recipes
from clients.driver.building import MANIFEST, lay_out, own_files
from clients.driver.consuming import check_one_line, empty_project
from clients.driver.identity import version
from clients.driver.judging import NOT_OFFERED
from clients.driver.recipes import RecipeError, load
from clients.driver.testing import check_that_generation_repeats, helpers, read_results

from .test_recipes import GOOD, LANGUAGES

NAMES = [name for name in LANGUAGES if load(name).generator]


@pytest.fixture(autouse=True)
def built_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "BUILD", tmp_path / "built")
    monkeypatch.setattr(recipes, "WORK", tmp_path / "work")


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    """Return a function that writes the recipe of a language named cobol."""
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
    said = {line.split()[0]: line for line in lines}
    for name in LANGUAGES:
        line = said[name]
        if name in NAMES:
            assert re.search(r"not built: java is not on the PATH; it comes with Java 11 or newer, .*https://", line)
            assert all(f"{tool} is not on the PATH; it comes with " in line for tool in load(name).tools)
        else:
            assert re.search(r"built, 3 files in build/clients/", line)


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
    (tmp_path / "clients" / "cobol" / "conformance.cob").touch()
    (tmp_path / "clients" / "cobol" / "deep" / "er").mkdir(parents=True)
    (tmp_path / "clients" / "cobol" / "deep" / "er" / "old").touch()
    assert command.main(["build", "cobol"]) == 0
    assert (built / "deep" / "er" / "old").exists()
    (tmp_path / "clients" / "cobol" / "deep" / "er" / "old").unlink()
    (tmp_path / "clients" / "cobol" / "old.cob").rename(tmp_path / "clients" / "cobol" / "new.cob")
    assert command.main(["build", "cobol"]) == 0
    assert {path.name for path in built.rglob("*")} == {"LICENSE", "CHANGELOG.md", "new.cob", MANIFEST}
    assert (tmp_path / "work" / "cobol" / "conformance.cob").exists()


def test_a_file_that_is_right_is_not_touched(tmp_path):
    lay_out({"a/b": b"1"}, tmp_path)
    (tmp_path / "a" / "b").chmod(0o400)
    before = (tmp_path / "a" / "b").stat()
    lay_out({"a/b": b"1", "c": b"2"}, tmp_path)
    assert (tmp_path / "a" / "b").stat() == before
    digests = [hashlib.sha256(content).hexdigest() for content in (b"1", b"2")]
    assert (tmp_path / MANIFEST).read_text() == f"{digests[0]}  a/b\n{digests[1]}  c\n"


def test_output_that_is_not_a_result_is_shown():
    assert read_results('{"case": "a", "value": 1}\n') == {"a": {"case": "a", "value": 1}}
    for printed in ("panic: oh\n", '{"value": 1}\n', "[]\n"):
        with pytest.raises(RecipeError, match="something else than a result: "):
            read_results(printed)


def test_a_fault_that_is_no_gap_and_a_gap_that_is_no_fault_are_reported():
    go = load("go")
    faults = dict.fromkeys(go.gaps, "sent") | {"599": "status lost"}
    assert command.surprises(go, faults | {"sign": NOT_OFFERED}, helper=False) == ["case 599: status lost"]
    assert len(command.surprises(go, faults, helper=True)) == len(go.gaps) + 1
    (line,) = command.surprises(go, dict.fromkeys(go.gaps, "sent") | {"id-dot": None}, helper=False)
    assert line == "case id-dot passes: take it out of the gaps of clients/go/recipe.yaml"


def as_the_gaps_say():
    told = {name: load(name) for name in LANGUAGES}
    measured = {name: [faults(recipe, helper=helper) for helper in helpers(recipe)] for name, recipe in told.items()}
    return matrix.render(told.values(), measured)


def faults(recipe, *, helper):
    if helper:
        return {case.name: None for case in matrix.CASES}
    return {case.name: NOT_OFFERED if case.helper else recipe.gaps.get(case.name) for case in matrix.CASES}


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
    assert named == {
        "clients",
        "clients-test",
        "clients-matrix",
        *(f"client-{name}" for name in MANIFESTS if name != "kotlin"),
    }
    for target in [*named, *(f"client-{name}" for name in [*LANGUAGES, recipes.TEMPLATE])]:
        done = subprocess.run(["make", "--dry-run", "--silent", target], cwd=root, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_readme_of_the_project_counts_the_cases():
    assert f"same {len(matrix.CASES)} cases" in (recipes.ROOT / "README.md").read_text()


def test_the_readme_explains_each_key_of_a_recipe():
    explained = set(re.findall(r"`([a-z]+)`", matrix.README.read_text().partition("| Key of the recipe")[2]))
    assert {field.name for field in recipes.fields(recipes.Recipe)} - {"name", "given_name"} <= explained


def test_help_says_what_it_is():
    done = subprocess.run(
        [sys.executable, "-m", "clients.driver", "--help"], cwd=recipes.ROOT, capture_output=True, text=True, check=True
    )
    assert "make clients" in done.stdout


def test_every_package_has_the_version_of_the_spec_and_no_file_has_its_own():
    for name in NAMES:
        recipe = load(name)
        mine = b"\n".join(own_files(recipe).values())
        assert b"0.0.0" not in mine, name
        for path in recipe.folder.rglob("*"):
            if path.is_file() and "node_modules" not in path.parts:
                assert f'"{version()}"' not in path.read_text(), path
                assert f">{version()}<" not in path.read_text(), path


def test_every_package_has_a_readme_in_english_and_in_chinese():
    for name in [*NAMES, recipes.TEMPLATE]:
        recipe = load(name)
        files = {path: content.decode() for path, content in own_files(recipe).items() if path.endswith(".md")}
        english, chinese = files["README.md"], files["README.zh-CN.md"]
        assert f", {version()}\n" in english.partition("\n\n")[0] + "\n", name
        assert "LICENSE" in own_files(recipe), name
        assert "](README.zh-CN.md)" in english, name
        assert "](README.md)" in chinese, name
        blocks = [re.findall(r"```.*?```", text, re.DOTALL) for text in (english, chinese)]
        assert len(blocks[0]) >= 3, name
        assert blocks[0] == blocks[1], name
        assert not re.search(r"\{[a-z-]+\}|\$[a-z]", re.sub(r"```.*?```", "", english + chinese, flags=re.DOTALL)), name


def test_the_calls_of_a_readme_are_those_of_the_conformance_program():
    for recipe in (load(name) for name in [*NAMES, recipes.TEMPLATE]):
        programs = [path for path in recipe.folder.rglob("*") if re.match(r"conformance\.|main\.", path.name.lower())]
        for call in recipe.calls:
            assert any(call.partition("(")[0] in path.read_text() for path in programs), f"{recipe.name}: {call}"
        assert recipe.calls or recipe.more, recipe.name


MANIFESTS = {
    "go": ("MODULE", "github.com/acme/kps", "go.mod", "module {name}\n"),
    "typescript": ("NPM_NAME", "@acme/kps", "package.json", '"name": "{name}",\n  "version": "{version}"'),
    "java": ("GROUP", "com.acme", "pom.xml", "<groupId>{name}</groupId>"),
    "kotlin": ("GROUP", "com.acme", "pom.xml", "<version>{version}</version>"),
    "rust": ("CRATE", "acme-kps", "Cargo.toml", 'name = "{name}"\nversion = "{version}"'),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_package_has_the_name_that_was_given_and_invalid_ones_only_else(name, monkeypatch):
    option, given, manifest, line = MANIFESTS[name]
    monkeypatch.setattr("clients.driver.identity.version", lambda: "7.8.9")
    plain, named = load(name), load(name, {option: given, "OTHER": "x"})
    assert line.format(name=plain.package, version="7.8.9") in own_files(plain)[manifest].decode()
    files = own_files(named)
    assert line.format(name=given, version="7.8.9") in files[manifest].decode()
    assert plain.package.encode() not in b"".join(files.values())
    assert given in files["README.md"].decode()
    assert generating.kept(plain) != generating.kept(named) or name in ("go", "typescript", "rust")
    with pytest.raises(RecipeError, match=rf"^{option}=a b cannot be a name here; one that can is {option}="):
        load(name, {option: "a b"})


def test_make_hands_the_names_on():
    done = subprocess.run(
        ["make", "--dry-run", "client-go", "MODULE=github.com/acme/kps"],
        cwd=recipes.CLIENTS.parent,
        env={"PATH": building.search_path(), "GROUP": "staff"},  # some shells export it
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--name 'MODULE=github.com/acme/kps'" in done.stdout
    assert "staff" not in done.stdout


COUNT = "python -c \"open('count', 'a').write('x')\""


def test_what_a_language_generates_and_formats_itself_is_the_client(recipe, tmp_path):
    generate = "import sys, pathlib as p; p.Path('client').mkdir(); p.Path('client/a').write_text(sys.argv[1][-12:])"
    shout = "import pathlib as p; a = p.Path('client/a'); a.write_text(a.read_text().upper())"
    built = recipe(
        generate=[f'python -c "{generate}" {{spec}}', COUNT],
        format=[f'python -c "{shout}"'],
        build=["python -c \"open('product', 'w').write('made')\"", COUNT],
        product=["prod*"],
        tools={"python": "Python"},
    )
    for _ in range(2):
        assert command.main(["build", "cobol"]) == 0
    assert (built / "client" / "a").read_text() == "OPENAPI.YAML"
    assert (built / "product").read_text() == "made"
    assert not (built / "count").exists()
    assert (tmp_path / "work" / "cobol" / "count").read_text() == "xx"  # generated once, built once
    (tmp_path / "work" / "cobol" / "product").unlink()
    assert command.main(["build", "cobol"]) == 0
    assert (tmp_path / "work" / "cobol" / "count").read_text() == "xxx"
    (tmp_path / "clients" / "cobol" / "new.cob").touch()
    assert command.main(["build", "cobol"]) == 0
    assert (tmp_path / "work" / "cobol" / "count").read_text() == "xxxxx"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1", {}),
        ("time.monotonic_ns()", {"cobol": "client/a differ between two generations"}),
        ("1 / 0", {"cobol": "ZeroDivisionError"}),
    ],
)
def test_a_generator_of_the_languages_own_must_give_the_same_twice(value, found, recipe, tmp_path):
    write = f"import pathlib as p, time; p.Path('client').mkdir(); p.Path('client/a').write_text(str({value}))"
    recipe(generate=[f'python -c "{write}"', COUNT], tools={"python": "Python"})
    for _ in range(2):
        differing = check_that_generation_repeats([load("cobol")])
        assert differing.keys() == found.keys()
        assert found.get("cobol", "") in differing.get("cobol", "")
    if not found:
        assert (tmp_path / "work" / "cobol" / "count").read_text() == "xx"  # not run again after equal results


def test_the_recipe_to_copy_becomes_a_client_of_another_name_by_other_tools(tmp_path, monkeypatch, capsys):
    template = recipes.CLIENTS / recipes.TEMPLATE
    monkeypatch.setattr(recipes, "CLIENTS", tmp_path / "clients")
    mine = tmp_path / "clients" / "mine"
    shutil.copytree(template, mine)
    said = yaml.safe_load((mine / "recipe.yaml").read_text())
    before = said["identity"]["default"]
    write = "import sys, pathlib as p; p.Path('client').mkdir(); p.Path('client/a').write_bytes(b'made')"
    pack = "import tarfile; tarfile.open('acme-kps-{version}.tgz', 'w').add('package.json')"
    said |= {"prepare": [], "generate": [f'python -c "{write}" {{spec}}'], "build": [f'python -c "{pack}"']}
    said |= {"product": ["{package-file}-{version}.tgz"], "tools": {"python": "Python"}}
    (mine / "recipe.yaml").write_text(yaml.safe_dump(said))
    assert command.main(["build", "mine", "--name", "NPM_NAME=@acme/kps"]) == 0, capsys.readouterr().out
    built = {path.relative_to(tmp_path / "built" / "mine").as_posix(): path for path in files_in(tmp_path / "built")}
    assert {"client/a", f"acme-kps-{version()}.tgz", "README.md", "LICENSE", "CHANGELOG.md", MANIFEST} <= built.keys()
    assert not any(before.encode() in path.read_bytes() for path in built.values())


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_build_that_does_not_make_the_product_fails(recipe, capsys):
    recipe(product=["*.jar"])
    assert command.main(["build", "cobol"]) == 1
    assert "the build made nothing that matches *.jar" in capsys.readouterr().out


SETTINGS = {"KPS_ENDPOINT": "http://there", "KPS_TOKEN": "secret-token"}


@pytest.mark.parametrize(
    ("program", "what"),
    [
        ("import sys; sys.exit('HTTP 401, APIGW.0301')", None),
        ("print(1)", "did not fail with a wrong token or endpoint: http://there"),
        ("import sys; sys.exit('HTTP 401')", "should say in one line, with APIGW.0301, what is wrong"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; print(1); sys.exit('APIGW.0301')", "should say in one line"),
        ("import sys; sys.exit('APIGW.0301' * 50)", "should say in one line"),
        ("import sys, os; sys.exit('APIGW.0301 ' + os.environ['KPS_TOKEN'])", "prints the token"),
    ],
)
def test_an_example_must_say_what_is_wrong_in_one_line(program, what, tmp_path):
    def check():
        check_one_line(f'python -c "{program}"', tmp_path, SETTINGS, "APIGW.0301")

    if what:
        with pytest.raises(RecipeError, match=what):
            check()
    else:
        check()


def test_a_package_is_installed_once_and_again_where_it_is_another(recipe, tmp_path):
    recipe(install=[COUNT], tools={"python": "Python"})
    (tmp_path / "clients" / "cobol" / "example.cob").write_text("1")
    for content, installed in (("1", "x"), ("1", "x"), ("2", "x")):
        (tmp_path / "clients" / "cobol" / "example.cob").write_text(content)
        assert command.main(["build", "cobol"]) == 0
        project = empty_project(load("cobol"))
        (project / "count").write_text((project / "count").read_text() + ".")
        assert (project / "example.cob").read_text() == content
        assert (project / "count").read_text().startswith(installed)
    assert (project / "count").read_text() == "x."  # created again for the other example
