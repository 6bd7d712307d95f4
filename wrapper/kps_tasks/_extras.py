"""The message for an optional part of the package that is not installed."""

from __future__ import annotations

import json
import sys
from typing import Any, Final
from urllib.parse import unquote, urlsplit

MISSING: Final = 4  # exit code of every command, as for any other fault of the set-up


def is_missing(command: str, module: str | None, extra: str) -> int:
    """Print on stderr what is missing and the command that installs it; return the exit code.

    Args:
        command: Name of the command that needs it.
        module: What could not be imported.
        extra: Extra of the package that brings it.
    """
    print(f"{command}: {module} is not installed. To install it:\n  {install_line(extra)}", file=sys.stderr)
    return MISSING


def install_line(extra: str) -> str:
    """Return the command that installs an extra, from the package's own source: a checkout, a file, or the index."""
    import shlex  # here, because it takes time

    origin = _origin()
    words = [sys.executable or "python3", "-m", "pip", "install"]
    if origin.get("dir_info", {}).get("editable"):
        words.append("--editable")
    url = origin.get("url", "")
    if url.startswith("file:"):
        return shlex.join([*words, f"{unquote(urlsplit(url).path)}[{extra}]"])
    if vcs := origin.get("vcs_info"):
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    return shlex.join([*words, f"kps-tasks[{extra}] @ {url}" if url else f"kps-tasks[{extra}]"])


def _origin() -> dict[str, Any]:
    """Return what pip recorded about the source (PEP 610); nothing for a package from the index."""
    from importlib.metadata import PackageNotFoundError, distribution  # here, because it takes time

    try:
        written = distribution("kps-tasks").read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    return json.loads(written) if written else {}
