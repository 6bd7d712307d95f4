"""The READMEs of a package, in English and Chinese, from its recipe and the pages in this folder."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from .identity import in_place, stamp, version
from .recipes import Recipe

PAGES = Path(__file__).parent / "readmes"
NOTES = re.compile(r"<!-- with a helper -->\n(.*)<!-- without a helper -->\n(.*)<!-- in any case -->\n", re.DOTALL)


def readmes(recipe: Recipe, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the READMEs of a package, by name."""
    name = next(name for name in files if re.match(r"example(\.|/)", name.lower()))
    more = files[recipe.more].decode() if recipe.more else "\n".join(recipe.calls)
    made = {}
    for page in sorted(PAGES.glob("*.md")):
        text = NOTES.sub(r"\1" if recipe.helper else r"\2", page.read_text(encoding="utf-8"))
        words = {"needs": recipe.needs, "usage": recipe.usage} | (recipe.zh if "zh" in page.name else {})
        made[page.name] = (
            Template(text)
            .substitute(
                package=recipe.package,
                version=version(),
                language=recipe.language,
                needs=words["needs"],
                install=in_place(recipe, words["usage"]).strip(),
                kind=name.rpartition(".")[2],
                example=stamp(recipe, files[name]).decode().strip(),
                more=stamp(recipe, more.encode()).decode().strip(),
                helper=recipe.helper,
            )
            .encode()
        )
    return made
