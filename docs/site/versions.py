"""Versions of the site side by side, in a folder for a host of static files.

``0.2/``, ``0.1/``, ``latest/`` for the newest, ``versions.json`` in the form of mike, which users of the site generator
know, and the files that belong only to the top.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

RELEASED = re.compile(r"(\d+)\.(\d+)\.(\d+)")  # others, such as 0.3.0rc1, are published but never the latest
AT_THE_TOP = ("404.html", "sitemap.xml")
FIRST_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=latest/index.html">
<title>kps-tasks</title>
<p><a href="latest/index.html">kps-tasks</a></p>
</html>
"""

Version = dict[str, Any]  # version: the name of its folder; title: the full number; aliases: the folder "latest"


class PublishError(ValueError):
    """The folder or the version cannot be used; the message is for the person at the terminal."""


def folder_name(version: str) -> str:
    """Return the folder of a version: 0.2 for 0.2.1, which replaces 0.2.0, and the full text for all others."""
    if not re.fullmatch(r"\d+\.\d+\.\d+[\w.+-]*", version):
        raise PublishError(f"{version!r} is not a version: it takes three numbers, such as 0.2.0")
    released = RELEASED.fullmatch(version)
    return f"{released[1]}.{released[2]}" if released else version


def known_versions(pages: Path) -> list[Version]:
    """Return the versions that a folder lists, without those whose folder is gone."""
    listed = pages / "versions.json"
    if not listed.exists():
        return []
    try:
        found = json.loads(listed.read_text("utf-8"))
        return [
            {key: each[key] for key in ("version", "title", "aliases")}
            for each in found
            if (pages / each["version"]).is_dir()
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(
            f"{listed} is not a list of versions ({error!r}); fix it, or remove it to start over"
        ) from None


def publish(site: Path, pages: Path, versions: list[Version], folder: str, title: str) -> None:
    """Put a built site below *pages*, and list it in every version there."""
    pages.mkdir(parents=True, exist_ok=True)
    others = [each | {"aliases": []} for each in versions if each["version"] != folder]
    now = sorted([*others, {"version": folder, "title": title, "aliases": []}], key=_order, reverse=True)
    now[0]["aliases"] = ["latest"]
    _replace(pages / folder, site)
    if now[0]["version"] == folder:
        _replace(pages / "latest", site)
        for name in AT_THE_TOP:
            (pages / name).unlink(missing_ok=True)
            if (site / name).exists():
                shutil.copy(site / name, pages / name)
    script = f"var __versions = {json.dumps(now)};\n"
    for name in ("latest", *(each["version"] for each in now)):
        (pages / name / "assets/versions.js").write_text(script, "utf-8")
    (pages / "versions.json").write_text(json.dumps(now, indent=2) + "\n", "utf-8")
    (pages / "index.html").write_text(FIRST_PAGE, "utf-8")
    (pages / ".nojekyll").touch()  # otherwise GitHub omits names that begin with an underscore


def _order(version: Version) -> tuple[bool, list[int], str]:
    """Return the sort key of a version: released ones above all others, 0.10 above 0.9."""
    title = version["title"]
    return RELEASED.fullmatch(title) is not None, [int(number) for number in re.findall(r"\d+", title)], title


def _replace(target: Path, site: Path) -> None:
    """Copy a folder to a place that may be taken; the old one stays until the new one is complete."""
    new = target.with_name(f".new-{target.name}")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(site, new)
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)
