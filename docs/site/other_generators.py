"""What the guide to generators takes from tools/generators: for each, the commands and a program, as they are tried."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

GENERATORS = Path(__file__).resolve().parents[2] / "tools/generators/generators.yaml"
SPECS = {"nullable": "openapi-nullable.yaml"}
KINDS = {".go": "go", ".ts": "typescript", ".py": "python", ".mjs": "javascript"}
_CHECK = re.compile(r"\s*&& grep -q '[^']*' \S+$")  # of what was generated, which is not the reader's to do


def steps(wording: dict[str, str]) -> str:
    """Return what to do with each generator, folded up below its name.

    Args:
        wording: How to say where a file goes, and what is run in the end.
    """
    tools: dict[str, dict[str, Any]] = yaml.safe_load(GENERATORS.read_text("utf-8"))["generators"]
    return "\n\n".join(_folded(name, tool, wording) for name, tool in tools.items())


def commands(tool: dict[str, Any]) -> list[str]:
    """Return the commands that generate, with the file of the description in the folder where they run."""
    lines = [*tool["install"], _CHECK.sub("", tool["generate"])]
    return [_in_place(line, tool) for line in lines]


def _in_place(text: str, tool: dict[str, Any]) -> str:
    spec = SPECS.get(tool.get("spec", ""), "openapi.yaml")
    text = text.replace('"$SPEC"', spec).replace("process.env.SPEC", f'"{spec}"')
    return re.sub(r"\$VERSION\b", tool["version"], text).strip()


def _folded(name: str, tool: dict[str, Any], wording: dict[str, str]) -> str:
    program: list[str] = []
    settings: list[str] = []
    for path, text in tool.get("files", {}).items():
        kind = KINDS[Path(path).suffix]
        block = f"{wording['save'].format(path)}\n\n```{kind}\n{_in_place(text, tool)}\n```"
        (program if Path(path).stem == "main" else settings).append(block)
    if "run" in tool:
        program.append(f"{wording['run']}\n\n{_shell([tool['compile'], tool['run']])}")
    title = f"{tool.get('title', name)} {tool['version']}".replace("`", "")
    content = "\n\n".join([*settings, _shell(commands(tool)), *program])
    return f'??? note "{title}"\n\n{indent(content, "    ")}'


def _shell(lines: list[str]) -> str:
    return "\n".join(["```sh", *(" ".join(line.split()) for line in lines), "```"])
