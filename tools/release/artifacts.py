"""The files of a release that Python creates itself, with the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path

from tools.surface.spec import load

SUMS = "SHA256SUMS"


def write_spec(spec: Path, folder: Path, version: str) -> None:
    """Copy the spec as YAML, and write it as JSON."""
    (folder / f"kps-tasks-openapi-{version}.yaml").write_bytes(spec.read_bytes())
    text = json.dumps(load(spec), indent=2, ensure_ascii=False)
    (folder / f"kps-tasks-openapi-{version}.json").write_text(text + "\n", encoding="utf-8")


def write_archive(folder: Path, names: Iterable[str], target: Path, moment: int) -> None:
    """Pack files of a folder; only their names, bytes and executable bits count."""
    top = target.name.removesuffix(".tar.gz")
    with (
        target.open("wb") as out,
        gzip.GzipFile("", "wb", fileobj=out, mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(names):
            content = (folder / name).read_bytes()
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime = len(content), moment
            entry.mode = 0o755 if (folder / name).stat().st_mode & 0o100 else 0o644
            archive.addfile(entry, io.BytesIO(content))


def all_files(folder: Path) -> list[str]:
    """Every file below a folder."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def listed_files(folder: Path) -> list[str]:
    """The files in a folder's own list of checksums, and the list itself; anything built from them is omitted."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return [SUMS, *(line.split(maxsplit=1)[1] for line in lines)]


def write_sums(folder: Path) -> None:
    """Write the checksums of all files of a folder."""
    names = sorted(path.name for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
