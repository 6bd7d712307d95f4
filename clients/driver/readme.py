"""The README that a package has, from its recipe."""

from __future__ import annotations

import re
from string import Template

from .identity import in_place, stamp, version
from .recipes import Recipe

PAGE = Template("""\
# $package $version

A client in $language for three queries of the Huawei Cloud Key Pair Service (KPS): one task, the running tasks, the
failed tasks. Made from an unofficial OpenAPI description, version $version; not affiliated with or endorsed by Huawei.
It needs at run time: $needs.

## Install

$install

## Use it

```$kind
$example
```

States are strings: compare them with the known ones, and expect others. Where the client pages, waits, signs or tries
again, it is said in the code above; what it does not do is left to you.

`SHA256SUMS` has the checksums of all files of this folder. License: Apache-2.0, see `LICENSE`.
""")


def readme(recipe: Recipe, files: dict[str, bytes]) -> str:
    """Return the README of a package."""
    name = next(name for name in files if re.match(r"example(\.|/)", name.lower()))
    return PAGE.substitute(
        package=recipe.package,
        version=version(),
        language=recipe.language,
        needs=recipe.needs,
        install=in_place(recipe, recipe.usage).strip(),
        kind=name.rpartition(".")[2],
        example=stamp(recipe, files[name]).decode().strip(),
    )
