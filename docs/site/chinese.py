"""The Python reference in Chinese: a griffe extension that inserts it, and a command that lists missing translations.

``make docs-chinese`` lists what has no translation, and translations whose English has changed or gone; with
``WRITE=1`` it rewrites docs/python.zh-CN.yaml, adding an empty entry below the English for each missing one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import griffe
import yaml

from docs.site.docstrings import CHINESE, Entries, Translation, entries, key, parts
from docs.site.python_pages import OPTIONS, ROOT, page_names

PACKAGES = ("kps_tasks_client", "kps_tasks", "kps_tasks_mock")


class Chinese(griffe.Extension):
    """Replaces the English docstrings of public names with the Chinese."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Visit all public names of a package once it is loaded."""
        translation = Translation(entries())
        for name, found in documented(pkg.modules_collection, pkg.path):
            found.docstring.value = translation.of(name, found.docstring.value)


def documented(modules: griffe.ModulesCollection, package: str) -> Iterator[tuple[str, Any]]:
    """Yield the public names of a package that have a docstring, in page order."""
    for names in page_names().values():
        for name in names:
            if name.partition(".")[0] == package:
                yield from _with_members(name, modules[name])


def _with_members(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    members = found.all_members if OPTIONS.get(name, {}).get("inherited_members") else found.members
    public = {f"{name}.{member}": each for member, each in members.items() if not member.startswith("_")}
    for path, each in {name: found, **public}.items():
        if each.docstring:
            yield path, each


def english() -> dict[str, dict[str, str]]:
    """Return the English of all parts, by public name."""
    loader = griffe.GriffeLoader(search_paths=[ROOT / folder for folder in ("wrapper", "mock", "generated")])
    for package in PACKAGES:
        loader.load(package)
    loader.resolve_aliases(external=False)
    return {
        name: dict(parts(found.docstring.value))
        for package in PACKAGES
        for name, found in documented(loader.modules_collection, package)
    }


def missing(source: Entries, chinese: Entries) -> list[str]:
    """Return a line for each part without a translation."""
    translation = Translation(chinese)
    return [
        f"{name}: {key(part, text)}: {' '.join(text.split())}"
        for name, each in source.items()
        for part, text in each.items()
        if translation.find(name, part, text) is None
    ]


def stale(source: Entries, chinese: Entries) -> list[str]:
    """Return a line for each translation whose English has changed or no longer exists."""
    there = {name: {key(part, text) for part, text in each.items()} for name, each in source.items()}
    return [
        f"{name}: {entry}: {text}"
        for name, each in chinese.items()
        for entry, text in each.items()
        if entry not in there.get(name, ())
    ]


def skeleton(source: Entries, chinese: Entries) -> str:
    """Return the file with an entry for each part, in page order; outdated translations become comments."""
    translation = Translation(chinese)
    lines = ["# The Chinese of the docstrings: `make docs-chinese WRITE=1` adds what is missing."]
    asked: set[str] = set()
    for name, each in source.items():
        here: list[str] = []
        old = {entry.rpartition(" ")[0]: text for entry, text in chinese.get(name, {}).items()}
        for part, text in each.items():
            entry = key(part, text)
            if known := chinese.get(name, {}).get(entry):
                here.append(f"  {entry}: {_scalar(known)}")
            elif translation.find(name, part, text) is None and text not in asked:
                asked.add(text)
                here += [f"  # {line}" for line in text.splitlines()]
                here += [f"  # before: {line}" for line in old.get(part, "").splitlines()]
                here.append(f'  {entry}: ""')
        lines += [f"{name}:", *here] if here else []
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    if "\n" in text:
        return "|-\n" + "\n".join(f"    {line}".rstrip() for line in text.splitlines())
    return yaml.safe_dump(text, allow_unicode=True, width=10**6).removesuffix("...\n").strip()


def main() -> int:
    """List what is missing, or write the file."""
    parser = argparse.ArgumentParser(prog="make docs-chinese", description=__doc__)
    parser.add_argument("--write", action="store_true")
    source, chinese = english(), entries()
    if parser.parse_args().write:
        CHINESE.write_text(skeleton(source, chinese), "utf-8")
        return 0
    to_do = [f"missing: {line}" for line in missing(source, chinese)]
    to_do += [f"stale: {line}" for line in stale(source, chinese)]
    print(*to_do or ["Every docstring that the site shows has its Chinese."], sep="\n")
    return 1 if to_do else 0


if __name__ == "__main__":
    sys.exit(main())
