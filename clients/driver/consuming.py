"""Install a built client into an empty project, and run its example there as a user would."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path

from kps_tasks_mock import MockKps

from .building import digest, own_files
from .commands import run, run_whatever_comes
from .generating import read_folder
from .identity import in_place, stamp
from .recipes import Recipe, RecipeError

EXPECTED = "aee8d2fe-5484-4753-9177-5a38dc15546c RUNNING_RESET Test true"
WRONG_CREDENTIAL = "APIGW.0301"  # the mock's code for an unknown token
LONGEST_LINE = 400  # characters of a readable error


def check_in_an_empty_project(recipe: Recipe) -> None:
    """Raise an error if the package cannot be installed, or its example is wrong about a task or an error."""
    project, example = empty_project(recipe), in_place(recipe, recipe.example)
    mock = MockKps.documented()
    with mock.serve() as url, socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))  # a reserved port without a listener
        settings = {"KPS_ENDPOINT": url, "KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
        printed = run(example, project, environment=settings)
        if printed.strip().lower() != EXPECTED.lower():
            raise RecipeError(f"the example printed {printed.strip()!r} instead of {EXPECTED!r}")
        check_one_line(example, project, settings | {"KPS_TOKEN": "wrong-token"}, WRONG_CREDENTIAL)
        check_one_line(example, project, settings | {"KPS_ENDPOINT": f"http://127.0.0.1:{dead.getsockname()[1]}"}, "")


def empty_project(recipe: Recipe) -> Path:
    """Create a project that has the example and installs the package; keep one with the same package."""
    project = recipe.work.parent / "consumers" / recipe.name
    own = own_files(recipe)
    files = {name: content for name, content in own.items() if re.match(r"example(\.|/)", name.lower())}
    for path in (recipe.folder / "consumer").glob("*"):
        files[path.name] = stamp(recipe, path.read_bytes())
    key = digest(read_folder(recipe.built) | files, recipe.install, recipe)
    installed = project / ".installed"
    if installed.is_file() and installed.read_text() == key:
        return project
    shutil.rmtree(project, ignore_errors=True)
    for name, content in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(content)
    for command in recipe.install:
        run(in_place(recipe, command), project)
    installed.write_text(key)
    return project


def check_one_line(example: str, project: Path, settings: dict[str, str], word: str) -> None:
    """Raise an error if the example does not end with one readable line about an error."""
    done = run_whatever_comes(example, project, environment=settings)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    endpoint = settings["KPS_ENDPOINT"]
    if not done.returncode:
        raise RecipeError(f"the example did not fail with a wrong token or endpoint: {endpoint}")
    if done.stdout.strip() or len(lines) != 1 or len(lines[0]) > LONGEST_LINE or word not in lines[0]:
        said = (done.stdout + done.stderr).strip()[:2000]
        with_it = f", with {word}," if word else ""
        raise RecipeError(
            f"the example should say in one line{with_it} what is wrong at {endpoint}, and said: {said!r}"
        )
    if settings["KPS_TOKEN"] in lines[0]:
        raise RecipeError("the example prints the token")
