"""The translated docstrings: complete, valid, and a check that can fail."""

from __future__ import annotations

import re

import pytest

from docs.site import chinese
from docs.site.docstrings import entries, parts, rewritten
from docs.site.plain_python import plain_python
from docs.site.python_pages import page_names

DOCSTRING = """\
Do it.

Slowly.

Args:
    one: First
        and more.
    *others: More.

Returns:
    What came
    of it.

Raises:
    ValueError: Wrong: not a number.
    ValueError: Too low.

One more thing.

Example:
    ```python
    do(1)  # Args: none

    do(2)
    ```
"""


@pytest.fixture(scope="module")
def english():
    return chinese.english()


@pytest.fixture(scope="module")
def pages():
    return plain_python(dict.fromkeys(page_names(), "页"), "zh")


def code(text):
    return re.findall(r"^ *```python\n.*?```", text, re.MULTILINE | re.DOTALL)


def test_the_parts_of_a_docstring():
    assert list(parts(DOCSTRING)) == [
        ("text", "Do it.\n\nSlowly."),
        ("args.one", "First\nand more."),
        ("args.*others", "More."),
        ("returns", "What came\nof it."),
        ("raises.ValueError", "Wrong: not a number."),
        ("raises.ValueError.2", "Too low."),
        ("text.2", "One more thing."),
    ]


def test_only_the_parts_are_rewritten():
    assert rewritten(DOCSTRING, lambda _, english: english) == DOCSTRING.strip()
    again = list(parts(rewritten(DOCSTRING, lambda part, _: f"{part}\n甲")))
    assert again == [(part, f"{part}\n甲") for part, _ in parts(DOCSTRING)]
    assert code(rewritten(DOCSTRING, lambda *_: "甲")) == code(DOCSTRING)


def test_every_docstring_is_translated(english):
    assert chinese.missing(english, entries()) == []
    assert chinese.stale(english, entries()) == []
    assert sum(map(len, english.values())) > 400


def test_the_file_is_as_the_command_writes_it(english):
    assert chinese.CHINESE.read_text("utf-8") == chinese.skeleton(english, entries())


def test_the_reference_is_chinese_and_its_code_as_it_was(pages):
    in_english = plain_python(dict.fromkeys(page_names(), "页"), "en")
    for name, page in pages.items():
        assert code(page) == code(in_english[name])
        prose = re.sub(r"```.*?```|`+[^`]*`+", "", page, flags=re.DOTALL)
        assert not re.search(r"\b(the|of|is|for|with|and|a)\b [a-z]", prose), name


def test_names_and_literals_are_kept(english):
    """What is in backquotes in the English is in the Chinese, too."""
    translation = chinese.Translation(entries())
    quoted = re.compile("`+([^`]+)`+")
    for name, each in english.items():
        for part, text in each.items():
            there = translation.find(name, part, text)
            assert set(quoted.findall(" ".join(text.split()))) == set(quoted.findall(there)), (name, part)


def test_changed_english_makes_its_chinese_stale(english):
    name = "kps_tasks.Tasks.get"
    changed = english | {name: english[name] | {"returns": "Something else."}}
    (missing,) = chinese.missing(changed, entries())
    (stale,) = chinese.stale(changed, entries())
    assert missing.startswith(f"{name}: returns ")
    assert missing.endswith(": Something else.")
    assert stale.startswith(f"{name}: returns ")


def test_a_removed_name_makes_its_chinese_stale(english):
    left = {name: each for name, each in english.items() if name != "kps_tasks.Tasks.get"}
    assert {line.split(":")[0] for line in chinese.stale(left, entries())} == {"kps_tasks.Tasks.get"}


def test_what_is_not_translated_stays_english():
    name, english = "kps_tasks.do", "Do it."
    known = {name: {chinese.key("text", english): "执行。"}}
    translation = chinese.Translation(known)
    assert translation.of(name, "Do\nit.\n\nArgs:\n    one: First.") == "执行。\n\nArgs:\n    one: First."
    assert translation.of("kps_tasks.other", english) == "执行。"  # the same English, translated once
    assert translation.of(name, "Do it now.") == "Do it now."


def test_the_skeleton_keeps_shows_and_asks():
    source = {"kps_tasks.do": {"text": "Do it.", "args.one": "First.", "args.two": "First."}}
    known = {
        "kps_tasks.do": {chinese.key("text", "Do it."): "执行吧。", chinese.key("args.one", "Before."): "以前。"},
        "kps_tasks.gone": {chinese.key("text", "Gone."): "没了。"},
    }
    assert chinese.skeleton(source, known).splitlines()[1:] == [
        "kps_tasks.do:",
        f"  {chinese.key('text', 'Do it.')}: 执行吧。",
        "  # First.",
        "  # before: 以前。",
        f'  {chinese.key("args.one", "First.")}: ""',
    ]
