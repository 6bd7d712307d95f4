"""Build programs with the vendor's SDKs: for each language, the published samples and one of our own.

Everything is built below build/interop, with pinned versions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import field, frozen

from .published_samples import OPERATIONS, Samples

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "interop"
PYTHON = BUILD / "venv" / "bin" / "python"
CERTIFICATES = BUILD / "certificates"
SECONDS = 600  # for one download or build

Command = tuple[str | Path, ...]
SCENARIOS = ("show", "running", "failed", "unset")


class MissingTool(Exception):
    """A language cannot be tried here; the message says what to install."""


class BuildError(Exception):
    """A program could not be built; the message is the output of the tool."""


@frozen
class Program:
    """A program in several forms, with a command for each, and what it does if no task is named.

    Attributes:
        name: Language, and whose program it is.
        commands: Commands by what they request.
        asks_unset: Path below the project's that it requests if no task is named; None if it sends nothing.
        environment: Variables that it needs besides the endpoints and the access key.
        tls_to_iam: Whether it connects to IAM only by TLS.
    """

    name: str
    commands: Mapping[str, Command]
    asks_unset: str | None
    environment: Mapping[str, str] = field(factory=dict)
    tls_to_iam: bool = False


def python_programs(samples: Samples | None, task_id: str) -> list[Program]:
    """Return the programs in Python; `make interop` has set up their environment."""
    unset = "/tasks/%7Btask_id%7D"
    ours = _ours((PYTHON, HERE / "python" / "tasks.py"), task_id)
    programs = [Program("Python, ours", ours, unset)]
    if samples:
        folder = _fresh(BUILD / "python")
        published: dict[str, Command] = {}
        for scenario in SCENARIOS:
            source = folder / f"{scenario}.py"
            source.write_text(getattr(samples, scenario), "utf-8")
            published[scenario] = (PYTHON, source)
        programs.insert(0, Program("Python, published", published, unset))
    return programs


def go_programs(samples: Samples | None, task_id: str) -> list[Program]:
    """Build and return the programs in Go."""
    go = _tool("go", "install Go 1.21 or newer")
    folder = _fresh(BUILD / "go")
    for name in ("go.mod", "go.sum"):
        shutil.copy(HERE / "go" / name, folder)
    sources = {"tasks": (HERE / "go" / "main.go").read_text("utf-8")}
    sources |= {scenario: getattr(samples, scenario) for scenario in SCENARIOS} if samples else {}
    for name, source in sources.items():
        (folder / name).mkdir()
        (folder / name / "main.go").write_text(source, "utf-8")
    _run(go, "build", "-buildvcs=false", "-o", f"{folder / 'bin'}{os.sep}", "./...", folder=folder)
    _run(PYTHON, "-m", "trustme", "--quiet", "--identities", "127.0.0.1", "--dir", _fresh(CERTIFICATES))
    # It uses https for IAM whatever the endpoint variable says, and trusts the certificates in this file.
    trust = {"SSL_CERT_FILE": str(CERTIFICATES / "client.pem")}
    ours = _ours((folder / "bin" / "tasks",), task_id)
    programs = [Program("Go, ours", ours, "/tasks/", trust, tls_to_iam=True)]
    if samples:
        published: dict[str, Command] = {scenario: (folder / "bin" / scenario,) for scenario in SCENARIOS}
        programs.insert(0, Program("Go, published", published, "/tasks/", trust, tls_to_iam=True))
    return programs


def java_programs(samples: Samples | None, task_id: str) -> list[Program]:
    """Build and return the programs in Java."""
    java, javac = _tool("java", "install a JDK, 8 or newer"), _tool("javac", "install a JDK, 8 or newer")
    maven = _tool("mvn", "install Maven")
    folder, libraries = _fresh(BUILD / "java"), BUILD / "java-libraries"
    pom = HERE / "java" / "pom.xml"
    if not _same(pom, libraries / "pom.xml"):
        output = f"-DoutputDirectory={_fresh(libraries)}"
        _run(maven, "-B", "-q", "-f", pom, "dependency:copy-dependencies", "-DincludeScope=runtime", output)
        shutil.copy(pom, libraries)

    def compiled(source: Path, folder: Path, main: str) -> Command:
        _run(javac, "-nowarn", "-cp", f"{libraries}/*", "-d", folder, source)
        return (java, "-cp", f"{folder}{os.pathsep}{libraries}/*", main)

    ours = _ours(compiled(HERE / "java" / "Tasks.java", folder, "Tasks"), task_id)
    programs = [Program("Java, ours", ours, asks_unset=None)]
    if samples:
        published: dict[str, Command] = {}
        for scenario in SCENARIOS:
            # The corrected sample has the same name as the published one, so each has its own folder.
            name = f"{OPERATIONS.get(scenario, OPERATIONS['show'])}Solution"
            source = _fresh(folder / scenario) / f"{name}.java"
            source.write_text(getattr(samples, scenario), "utf-8")
            published[scenario] = compiled(source, source.parent, f"com.huaweicloud.sdk.test.{name}")
        programs.insert(0, Program("Java, published", published, asks_unset=None))
    return programs


def node_programs(samples: Samples | None, task_id: str) -> list[Program]:
    """Install the SDK and return the program for Node.js; the pages have no samples for it."""
    node, npm = _tool("node", "install Node.js 20 or newer"), _tool("npm", "install npm")
    folder = BUILD / "node"
    lock = "package-lock.json"
    whole = folder / "node_modules" / ".package-lock.json"  # npm writes it last
    if not (_same(HERE / "node" / lock, folder / lock) and whole.is_file()):
        _fresh(folder)
        for name in ("package.json", lock, ".npmrc"):
            shutil.copy(HERE / "node" / name, folder)
        _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", folder=folder)
    for source in (HERE / "node").glob("*.js"):
        shutil.copy(source, folder)
    return [Program("Node, ours", _ours((node, folder / "tasks.js"), task_id), asks_unset=None)]


LANGUAGES: Mapping[str, Callable[[Samples | None, str], list[Program]]] = {
    "Python": python_programs,
    "Go": go_programs,
    "Java": java_programs,
    "Node": node_programs,
}


def _ours(command: Command, task_id: str) -> Mapping[str, Command]:
    return {
        "show": (*command, "show", task_id),
        "unset": (*command, "show"),
        "running": (*command, "running"),
        "failed": (*command, "failed"),
    }


def _tool(name: str, advice: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingTool(f"{name} is not installed ({advice})")
    return found


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _run(*command: str | Path, folder: Path = HERE) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BuildError(f"{Path(command[0]).name} took more than {SECONDS} seconds") from None
    if done.returncode:
        raise BuildError(f"{Path(command[0]).name} failed:\n{(done.stdout + done.stderr).strip()}")
