"""The vendor's newest SDKs, fetched from their registries with pip, go and Maven."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MODULES = ("kps", "kms")  # KPS is served by the host of KMS, so a region may be in only one of them
GO_MODULE = "github.com/huaweicloud/huaweicloud-sdk-go-v3"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
SECONDS = 600


class NotFetched(Exception):
    """An SDK could not be fetched; the message says why."""


def python(folder: Path) -> None:
    """Download the wheels for Python."""
    wanted = [f"huaweicloudsdk{module}" for module in MODULES]
    _run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *wanted)


def go(folder: Path) -> None:
    """Download the module for Go, and keep the files of the two services."""
    said = json.loads(_run("go", "mod", "download", "-json", f"{GO_MODULE}@latest"))
    for module in MODULES:
        shutil.copytree(Path(said["Dir"]) / "services" / module, folder / module)


def java(folder: Path) -> None:
    """Download the sources for Java."""
    for module in MODULES:
        artifact = f"com.huaweicloud.sdk:huaweicloud-sdk-{module}:LATEST:jar:sources"
        _run("mvn", "--quiet", "--batch-mode", COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={folder}")


FETCH: dict[str, Callable[[Path], None]] = {"python": python, "go": go, "java": java}


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all texts below a folder, including those in archives, with their paths."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".whl", ".jar"):
            with zipfile.ZipFile(path) as archive:
                yield from ((name, archive.read(name).decode("utf-8", "replace")) for name in archive.namelist())
        elif path.is_file():
            yield str(path.relative_to(folder)), path.read_text("utf-8", "replace")


def _run(*command: str | Path) -> str:
    if not shutil.which(command[0]):
        raise NotFetched(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise NotFetched(f"{command[0]}: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout
