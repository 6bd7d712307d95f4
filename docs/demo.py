"""Show what kps-tasks does, against the mock: `make demo`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from kps_tasks import Client, StaticToken
from kps_tasks_mock import MockKps

TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"  # of the published examples
PYTHON = f"""\
with Client(endpoint=url, project_id=project_id, auth=StaticToken(token)) as kps:
    task = kps.tasks.get("{TASK}")
    print(task.task_status, "means", task.phase, "- finished:", task.phase.finished)
    for failure in kps.tasks.list_failed():
        print(failure.operation, "of", failure.server_name, "failed:", failure.task_error_msg)
"""


def main() -> None:
    mock = MockKps.from_seed("demo")
    with mock.serve() as url, moving(mock):
        step(f"The mock listens at {url}", "the example data of the vendor's pages, and more")
        step("One task")
        run(url, mock, f"kps-tasks get {TASK}")
        step("The running tasks (the pages list FAILED_… for them too; the list that a task is in decides)")
        run(url, mock, "kps-tasks running")
        step("The failed tasks, with the reason (the pages use the same example task for both lists)")
        run(url, mock, "kps-tasks failed")
        step("The same as JSON")
        run(url, mock, f"kps-tasks get {TASK} -o json")
        step("A failed call says what went wrong, where, and what to do")
        run(url, mock, "kps-tasks get not-a-task")
        step("Waiting for a running task, on the mock's clock")
        task_id = mock.add_task(operation="unbind", ready_seconds=0, running_seconds=2)
        run(url, mock, f"kps-tasks wait {task_id} --interval 0.2")
        step("And in Python")
        print(*(dim(f"  {line}") for line in PYTHON.splitlines()), sep="\n")
        namespace = {"Client": Client, "StaticToken": StaticToken}
        exec(PYTHON, namespace | {"url": url, "project_id": mock.project_id, "token": mock.token})
    step("Next", "`make mock` to try it, `make test` to run its tests, README.md to use it")


@contextmanager
def moving(mock: MockKps) -> Iterator[None]:
    """Let the mock's clock run ten times as fast as ours."""
    ended = Event()

    def run_on() -> None:
        while not ended.wait(0.1):
            mock.advance(1)

    thread = Thread(target=run_on)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def step(title: str, detail: str = "") -> None:
    print(f"\n{bold(title)}{': ' + detail if detail else ''}", flush=True)


def run(url: str, mock: MockKps, command: str) -> None:
    """Run *command* as a user would, with the mock in the environment, and show both."""
    print(dim(f"  $ {command}"), flush=True)
    environment = {"KPS_ENDPOINT": url, "KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
    program, *arguments = shlex.split(command)
    words = [str(Path(sys.executable).parent / program), *arguments]
    done = subprocess.run(words, stderr=sys.stdout, env=os.environ | environment, check=False)
    if done.returncode:
        print(dim(f"  (exit code {done.returncode})"), flush=True)


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text


def dim(text: str) -> str:
    return f"\033[2m{text}\033[0m" if sys.stdout.isatty() else text


if __name__ == "__main__":
    main()
