"""The scenarios: what each program is run with, what it must print, and what the mock must have received."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import ExitStack
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from attrs import frozen

from kps_tasks_mock import MockKps, Request

from .published_samples import REGION
from .tls_door import tls_door
from .toolchains import CERTIFICATES, Command, Program

SECONDS = 60  # for one run of a program
Fault = dict[str, Any]
WRONG_SECRET = "not-the-secret-key"
COLUMNS = {
    "show": "show task",
    "running": "running",
    "failed": "failed",
    "secret": "wrong secret",
    "unset": "no task named",
}


class WatchedMock(MockKps):
    """A mock that also records its responses."""

    @property
    def exchanges(self) -> list[tuple[Request, int]]:
        """Each request with the status of its response; 0 if none was sent."""
        return [(exchange.request, exchange.status) for exchange in self._exchanges()]


@frozen
class Run:
    """What a program printed, and what the mock received.

    Attributes:
        status: Exit status of the program.
        printed: Its whole output.
        exchanges: The requests that the mock received, with the statuses of the responses.
    """

    status: int
    printed: str
    exchanges: list[tuple[Request, int]]

    @property
    def statuses(self) -> list[int]:
        """The statuses of the responses."""
        return [status for _, status in self.exchanges]


@frozen
class Outcome:
    """The result: a word for the table, the details if it is wrong, and the number of signatures."""

    shown: str
    problem: str
    verified: int
    refused: int


class UnexpectedError(Exception):
    """A program, or one of its requests, is not as required."""


@cache
def expected(scenario: str) -> list[str]:
    """Return every text in the mock's response, the task ID first."""
    mock = MockKps.documented()
    with httpx.Client(transport=mock.transport(), headers={"X-Auth-Token": mock.token}) as client:
        url = f"http://kps.test/v3/{mock.project_id}"
        (row,) = client.get(f"{url}/{'running' if scenario == 'show' else scenario}-tasks").json()["tasks"]
        if scenario == "show":
            row = client.get(f"{url}/tasks/{row['task_id']}").json()
    return list(dict.fromkeys([row["task_id"], *(value for value in row.values() if value is not None)]))


def seeded_task_id() -> str:
    """Return the ID of the task in the mock."""
    return expected("show")[0]


def play(program: Program, scenario: str) -> Outcome:
    """Run a program against its own mock, and judge both."""
    try:
        command = program.commands["running" if scenario == "secret" else scenario]
        run = run_program(program, command, WRONG_SECRET if scenario == "secret" else None)
    except (subprocess.TimeoutExpired, OSError) as error:
        return Outcome("FAILED", str(error), 0, 0)
    judge = {"secret": _judge_wrong_secret, "unset": _judge_no_task}.get(scenario, _judge_answer)
    refused = run.statuses.count(401)
    try:
        if not all(_is_signed(request) for request, _ in run.exchanges):
            raise UnexpectedError("a request is not signed")
        shown, problem = judge(program, scenario, run), ""
    except UnexpectedError as error:
        seen = [f"{request.method} {request.path}?{request.query} -> {status}" for request, status in run.exchanges]
        shown, problem = "FAILED", "\n  ".join([f"{error}; the mock saw:", *seen, "and this was printed:", run.printed])
    return Outcome(shown, problem, len(run.exchanges) - refused, refused)


def _judge_answer(program: Program, scenario: str, run: Run) -> str:
    if run.statuses != [200, 200] or run.status != 0:
        raise UnexpectedError("not both the project and the tasks were requested and returned")
    missing = [text for text in expected(scenario) if text not in run.printed]
    if missing:
        raise UnexpectedError(f"not printed: {', '.join(missing)}")
    return "ok"


def _judge_wrong_secret(program: Program, scenario: str, run: Run) -> str:
    if run.statuses != [401] or run.status == 0:
        raise UnexpectedError("the first request was not refused, or not the last one")
    if "401" not in run.printed or "APIGW.0301" not in run.printed:
        raise UnexpectedError("the refusal is not printed")
    return "401"


def _judge_no_task(program: Program, scenario: str, run: Run) -> str:
    """The project look-up comes first, then whatever the SDK does for a task without an ID."""
    prefix = f"/v3/{MockKps.documented().project_id}"
    asked = [(request.path.removeprefix(prefix), status) for request, status in run.exchanges[1:]]
    if [path for path, _ in asked] != ([program.asks_unset] if program.asks_unset else []):
        raise UnexpectedError(f"requested {asked}, not {program.asks_unset}")
    if seeded_task_id() in run.printed:
        raise UnexpectedError("a task is printed")
    said = str(asked[0][1]) in run.printed if asked else "task_id" in run.printed or "taskId" in run.printed
    if not said:
        raise UnexpectedError("what is wrong is not printed")
    return " ".join(f"{status} for {path}" for path, status in asked) or "not sent"


def _is_signed(request: Request) -> bool:
    return (request.header("Authorization") or "").startswith("SDK-HMAC-SHA256 Access=")


def run_program(program: Program, command: Command, secret: str | None = None, fault: Fault | None = None) -> Run:
    """Run a program against its own mock.

    Args:
        program: The program.
        command: The form of the program to run.
        secret: Secret key for the program; None for the right one.
        fault: What goes wrong, as the mock expects it.
    """
    mock = WatchedMock.documented()
    assert isinstance(mock, WatchedMock)
    if fault:
        mock.fail(**fault)
    access_key, secret_key = mock.access_key
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="kps-interop-"))
        url = iam = stack.enter_context(mock.serve())
        if program.tls_to_iam:
            iam = stack.enter_context(tls_door(urlsplit(url).port or 0, CERTIFICATES))
        environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ},  # and no proxy
            **program.environment,
            "HOME": home,  # SDKs write a file there
            "JAVA_TOOL_OPTIONS": f"-Duser.home={home}",
            "CLOUD_SDK_AK": access_key,
            "CLOUD_SDK_SK": secret or secret_key,
            f"HUAWEICLOUD_SDK_REGION_KPS_{REGION.upper().replace('-', '_')}": url,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": iam,
        }
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    return Run(done.returncode, done.stdout, mock.exchanges)
