"""Report what the vendor states and openapi.yaml lacks: exit code 1 if there is anything, 2 if nothing was read.

python -m tools.upstream [--pages FOLDER] [--from FOLDER] [--output FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from kps_contract.spec import openapi

from .sdks import FETCH, NotFetched, files
from .stated import Stated, in_the_spec, stated_in

ABOUT = {"regions": "region", "fields": "field", "states": "state"}


def main() -> int:
    """Fetch, compare, report, and propose."""
    parser = argparse.ArgumentParser(prog="make upstream", description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="pages of the vendor to read, too")
    parser.add_argument("--from", dest="kept", type=Path, metavar="FOLDER", help="read SDKs from here, fetch nothing")
    parser.add_argument("--output", type=Path, default=Path("build/upstream"), metavar="FOLDER")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    sources = _sources(options.kept or options.output / "sdks", fetch=options.kept is None)
    if options.pages:
        sources["pages"] = stated_in(files(options.pages))
    read = {name: stated for name, stated in sources.items() if stated.regions or stated.states}
    if not read:
        print("upstream: nothing could be read", file=sys.stderr)
        return 2
    lines, overlay = _difference(read)
    print("\n".join(lines) or f"openapi.yaml has all that is stated: {', '.join(read)}")
    (options.output / "upstream.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
    if overlay:
        proposed = options.output / "proposed.overlay.yaml"
        proposed.write_text(yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True, width=120), encoding="utf-8")
        print(f"A change of the spec is proposed in {proposed}")
    return 1 if lines else 0


def _sources(folder: Path, *, fetch: bool) -> dict[str, Stated]:
    found = {}
    for name, download in FETCH.items():
        if fetch:
            shutil.rmtree(folder / name, ignore_errors=True)
            (folder / name).mkdir(parents=True)
            try:
                download(folder / name)
            except NotFetched as error:
                print(f"upstream: {name} was not read: {error}", file=sys.stderr)
        if (folder / name).is_dir():
            found[name] = stated_in(files(folder / name))
    return found


def _difference(read: dict[str, Stated]) -> tuple[list[str], dict[str, Any] | None]:
    """Return what the spec lacks, in words and as an overlay."""
    spec, lines, actions = in_the_spec(), [], []
    for about, word in ABOUT.items():
        known = getattr(spec, about)
        new = sorted(set().union(*(getattr(stated, about) for stated in read.values())) - set(known))
        for name in new:
            where = ", ".join(source for source, stated in read.items() if name in getattr(stated, about))
            lines.append(f"new {word}: {name} ({where})")
            endpoints = (stated.regions.get(name, "") for stated in read.values())
            actions.append(_action(about, name, where, next(filter(None, endpoints), "")))
    for region, endpoint in spec.regions.items():
        for source, stated in read.items():
            other = stated.regions.get(region, endpoint)
            if other != endpoint:
                lines.append(f"other endpoint: {region} is at {other} ({source}), and {endpoint} here")
    if not actions:
        return lines, None
    info = {"title": "What the vendor states", "version": "1.0.0"}
    return lines, {"overlay": "1.0.0", "info": info, "actions": actions}


def _action(about: str, name: str, where: str, endpoint: str = "") -> dict[str, Any]:
    update: dict[str, Any]
    if about == "regions":
        if endpoint == openapi().document["servers"][0]["url"].replace("{region}", name):
            return {"target": "$.servers[0].variables.region", "update": {"enum": [name]}}
        return {"target": "$.servers", "update": {"url": endpoint, "description": f"Region {name} ({where})."}}
    if about == "fields":
        schema, _, new = name.partition(".")
        update = {new: {"type": "string", "description": f"In the vendor's SDK ({where}); to be described."}}
        return {"target": f"$.components.schemas.{schema}.properties", "update": update}
    words = f"Stated by the vendor ({where}); to be described."
    values = {name: {"operation": "unknown", "evidence": "documented", "seen": words}}
    update = {"enum": [name], "x-enum-descriptions": [words], "x-kps-values": values}
    return {"target": "$.components.schemas.KnownTaskStatus", "update": update}


if __name__ == "__main__":
    sys.exit(main())
