"""The guides are correct in both languages: their code runs, their links work, and they say the same."""

from __future__ import annotations

import ast
import re
import subprocess
from itertools import chain

import pytest
import yaml

from docs.site.printed import printed
from kps_contract.commands import COMMANDS
from kps_tasks_mock import MockKps

from .playground import EXAMPLE, ROOT, mock_instead_of_network, served_mock, snippets

GUIDES = ROOT / "docs/guides"
LANGUAGES = ("en", "zh")
STRANGERS = {"hcloud", "terraform", "openapi-python-client"}  # third-party tools
CREDENTIALS = ROOT / "docs/credentials.md"  # beside the README, but a guide in English
NAMES = sorted([CREDENTIALS.name, *(path.name for path in (GUIDES / "en").glob("*.md"))])
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def guide(language: str, name: str) -> str:
    path = CREDENTIALS if (language, name) == ("en", CREDENTIALS.name) else GUIDES / language / name
    return path.read_text("utf-8")


def all_snippets(language_of_code: str, languages: tuple[str, ...] = LANGUAGES) -> list[object]:
    return [
        pytest.param(code, id=f"{language}-{name}-{number}")
        for language in languages
        for name in NAMES
        for number, code in enumerate(snippets(guide(language, name), language_of_code))
    ]


@pytest.mark.parametrize("code", all_snippets("python", ("en",)))  # the Chinese ones are the same, see below
def test_the_python_runs(code, monkeypatch, capsys):
    with mock_instead_of_network(monkeypatch) as mock:
        mock.add_task(task_id=EXAMPLE, operation="reset", running_seconds=20, outcome="FAILED")
        access_key, secret_key = mock.access_key
        names = {"access_key": access_key, "secret_key": secret_key, "password": "a password", "token": mock.token}
        exec(code, names)
        assert "MockKps" in code or "kps_mock" in code or mock.requests


@pytest.mark.parametrize("code", all_snippets("sh", ("en",)))  # the Chinese ones are the same, see below
def test_the_shell_commands_run(code, tmp_path):
    with served_mock() as (mock, environment):
        mock.add_task(task_id=EXAMPLE, status="SUCCESS_UNBIND")
        subprocess.run(["sh", "-eu", "-c", code], env=environment, cwd=tmp_path, check=True, timeout=60)
        assert len(mock.requests) >= code.count("kps-tasks ")


def test_the_chinese_python_is_python():
    """Its comments and strings are its own, and a string may end too early."""
    for name in NAMES:
        for code in snippets(guide("zh", name), "python"):
            ast.parse(code, f"zh/{name}")


def test_the_commands_that_are_not_run_exist():
    blocks = [code for language in LANGUAGES for name in NAMES for code in snippets(guide(language, name), "console")]
    commands = [re.findall(r"^\$ (.+)$", code, re.MULTILINE) for code in blocks]
    assert all(commands)
    for command in chain.from_iterable(commands):
        program, *words = command.split()
        assert program in {
            "kps-tasks",
            "kps-tasks-mock",
            "kps-contract",
            "make",
            "pip",
            "export",
            "read",
            "python3",
            ".",
            "sh",
            "kill",
            "curl",
            *STRANGERS,
        }
        if program == "make":
            assert words[0] in TARGETS
        if program == "kps-contract":
            assert words[0] in COMMANDS
        if program == "kps-tasks":
            assert words[0] in {"get", "running", "failed", "wait", "watch", "completion", "auth"}


def made(language: str) -> list[tuple[str, str, str]]:
    """Return what is inserted into the guides when the site is built: which guide, how, and what."""
    return [(name, *found) for name in NAMES for found in re.findall("<!-- (.+?): (.+?) -->", guide(language, name))]


def test_an_unknown_command_stops_the_build():
    for command in ("kps-tasks runing", "kps-tsks running"):
        with pytest.raises(ValueError, match=command):
            printed(command)


def test_the_help_of_each_command_is_shown():
    assert sorted(of for _, by, of in made("en") if by == "help") == sorted(
        path.stem.replace("kps-tasks-", "kps-tasks ").replace("auth-", "auth ")
        for path in (ROOT / "wrapper/kps_tasks/_cli/help").glob("*.txt")
        if path.stem != "kps-tasks-auth"  # lists a single command
    )


def test_both_languages_have_the_same_made():
    assert made("en") == made("zh")


def test_the_ci_recipes_run_the_script_and_keep_what_it_leaves():
    github, gitlab = map(yaml.safe_load, snippets(guide("en", "ci.md"), "yaml"))
    steps = github["jobs"]["contract"]["steps"]
    install, script = gitlab["contract"]["script"]
    assert [step["run"] for step in steps if "run" in step][:2] == [install, script]
    assert script == "sh contract.sh"
    assert [steps[-1]["with"]["path"]] == gitlab["contract"]["artifacts"]["paths"] == ["contract"]
    assert "KPS_ENDPOINT" in github["jobs"]["contract"]["env"].keys() & gitlab["contract"]["variables"].keys()


def test_each_template_is_in_the_table():
    for language in LANGUAGES:
        named = re.findall(r"^\| `([\w.]+\.jinja)`", guide(language, "generate.md"), re.MULTILINE)
        assert sorted(named) == sorted(path.name for path in (ROOT / "tools/templates").glob("*.jinja"))


def test_the_generator_is_the_pinned_one():
    pinned = re.findall(r"^openapi-python-client==\S+", (ROOT / "requirements/test.in").read_text(), re.MULTILINE)
    assert all(f"pip install {pinned[0]}\n" in guide(language, "generate.md") for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_is_one(language):
    (seed,) = snippets(guide(language, "testing.md"), "yaml")
    assert MockKps.from_dict(yaml.safe_load(seed)).token == "a-token"


def test_both_languages_have_the_same_code():
    """Except comments and text for people."""
    english, chinese = (
        {name: [re.sub(r'#.*|"[^"]*"', "", code) for code in snippets(guide(language, name), r"\w+")] for name in NAMES}
        for language in LANGUAGES
    )
    assert english == chinese


def test_both_languages_have_the_same_sections_and_tables():
    def outline(text: str) -> list[str]:
        return [line[: line.find(" ")] for line in text.splitlines() if re.match(r"#+ |\| |<!-- ", line)]

    english, chinese = ({name: outline(guide(language, name)) for name in NAMES} for language in LANGUAGES)
    assert english == chinese


def test_both_languages_name_the_same_things():
    """Variables, messages and classes in the long page on credentials."""
    names = [re.findall("`([^`\n]+)`", guide(language, CREDENTIALS.name)) for language in LANGUAGES]
    assert sorted(names[0]) == sorted(names[1])


def test_there_is_a_chinese_guide_for_each():
    assert sorted(path.name for path in (GUIDES / "zh").glob("*.md")) == NAMES
    for name in NAMES:
        assert re.search("[\u4e00-\u9fff]", guide("zh", name)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_between_guides_lead_somewhere(language):
    for name in NAMES:
        for target in re.findall(r'(?:\]\(|href=")(?:guides/)?([a-z-]+)\.(?:md|html)', guide(language, name)):
            assert f"{target}.md" in NAMES, name
        for target in re.findall(r"\]\(((?:\.\./){2}[a-z-]+\.md)", guide(language, name)):
            assert (GUIDES / language / target).exists(), name
