"""Third-party generators: the results stated are those measured, and failures are detected."""

from __future__ import annotations

import re
import sys

import pytest

from docs.site.other_generators import commands, steps
from tools.generators import __main__ as generators
from tools.generators import table
from tools.generators.server import serve

ALL = dict.fromkeys(["generates", "compiles", "unknown", "null", "missing", "extra"], True)
PROGRAM = """
import json, os, urllib.request
url = f"{os.environ['KPS_ENDPOINT']}/v3/{os.environ['KPS_PROJECT_ID']}/running-tasks"
request = urllib.request.Request(url, headers={"X-Auth-Token": os.environ["KPS_TOKEN"]})
for task in json.load(urllib.request.urlopen(request))["tasks"]:
    LINE
"""


def tool(line="print(task['operate_type'])", **changes):
    good = {
        "version": "1",
        "install": ["true"],
        "generate": "touch made.py",
        "output": ["*.py"],
        "compile": "true",
        "run": f"{sys.executable} main.py",
        "files": {"main.py": PROGRAM.replace("LINE", line)},
    }
    return good | changes


@pytest.mark.posix
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (tool(), ALL),
        (tool(run=None), {"generates": True, "compiles": True}),
        (tool(install=["false"]), {"installs": False}),
        (tool(output=["absent"]), {"generates": False}),
        (tool(compile="false"), {"generates": True, "compiles": False}),
        (tool("print('RUNNING_RESET')"), ALL | {"unknown": False}),
        (tool("print(task['operate_type'] if task.get('task_id', '') is not None else 1 / 0)"), ALL | {"null": False}),
        (tool("print(task['operate_type'] if task['task_id'] != 0 else 0)"), ALL | {"missing": False}),
        (tool("print(task['operate_type'], *task.get('comet', ''))"), ALL | {"extra": False}),
    ],
)
def test_each_column_can_fail(what, expected, monkeypatch, tmp_path):
    monkeypatch.setattr(generators, "BUILD", tmp_path)
    with serve() as address:
        results, why = generators.measure("it", what, address)
    assert results == expected
    assert bool(why) == (False in results.values())


@pytest.mark.parametrize("language", table.WORDS)
def test_the_table_of_the_guide_is_that_of_the_generators(language):
    text = (table.GUIDES / language / "generators.md").read_text("utf-8")
    written = text.partition(table.BEGIN)[2].partition(table.END)[0]
    known = generators.load()
    assert len([tool for tool in known.values() if tool.get("run")]) >= 10
    measured = {
        name: {
            column: column not in tool.get("gaps", [])
            for column in table.COLUMNS
            if column == "generates" or (tool.get("compile") if column == "compiles" else tool.get("run"))
        }
        for name, tool in known.items()
    }
    date = re.search(r"\d{4}-\d\d-\d\d", written)[0]
    assert written.strip() == table.render(known, measured, date, language)


@pytest.mark.parametrize(("language", "said"), [("en", "not null, not extra"), ("zh", "null未通过, 多字段未通过")])
def test_the_table_names_the_checks_that_failed(language, said):
    made = {"it": tool(home="https://example.test", why={"en": "", "zh": ""})}
    written = table.render(made, {"it": ALL | {"null": False, "extra": False}}, "2026-01-01", language)
    assert written.endswith(f"| 4/6, {said} |")
    assert table.render(made, {"it": {"generates": True}}, "2026-01-01", language).endswith("| 1/1 |")


def test_the_guide_has_the_commands_of_each():
    wording = {"save": "Save as {}:", "run": "Run it:"}
    told = steps(wording)
    for name, tool in generators.load().items():
        assert f'??? note "{tool.get("title", name).replace("`", "")} {tool["version"]}"' in told
        assert all("SPEC" not in command and "grep" not in command for command in commands(tool)), name
    assert told.count("Run it:") == sum("run" in tool for tool in generators.load().values())
    assert "SPEC" not in told
    assert "$VERSION" not in told
