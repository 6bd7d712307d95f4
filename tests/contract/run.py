"""Run the contract tests against the mock, or against a service that is really there.

``make contract`` and ``make contract TARGET=https://…``. A target is reached through a gate (``gate.py``) that lets
nothing but GET of the three operations pass, with the project and credential of ``KPS_PROJECT_ID`` and ``KPS_TOKEN``.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from attrs import frozen
from gate import Gate

from kps_tasks import Client, KpsError, StaticToken

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUTPUT = ROOT / "build" / "contract"
PER_SECOND = 2.0  # requests to a service that others use too
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
SAMPLE = 50  # task IDs of each list that are asked for one by one


@frozen
class Target:
    """What is tested: where the tool finds it, the project, and a credential that is good for it."""

    endpoint: str
    project_id: str
    token: str
    live: bool


@contextmanager
def the_mock() -> Iterator[Target]:
    """Serve the mock while the block lasts."""
    from kps_tasks_mock import MockKps

    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        yield Target(url, mock.project_id, mock.token, live=False)


@contextmanager
def the_real_thing(endpoint: str) -> Iterator[Target]:
    """Give the service at *endpoint* through a gate, with the project and token of the environment."""
    missing = [name for name in ("KPS_PROJECT_ID", "KPS_TOKEN") if not os.environ.get(name)]
    if missing:
        raise SystemExit(f"contract: not set: {', '.join(missing)}. Nothing was sent.")
    project_id, token = os.environ["KPS_PROJECT_ID"], os.environ["KPS_TOKEN"]
    local = urlsplit(endpoint).hostname in ("127.0.0.1", "::1", "localhost")
    gate = Gate(endpoint, project_id, StaticToken(token), None if local else PER_SECOND)
    with gate.open() as url:
        yield Target(url, project_id, "the-gate-has-it", live=True)
    kept = f", {len(gate.refused)} others were kept back" if gate.refused else ""
    print(f"contract: {gate.passed} requests reached the target, all of them GET{kept}.")


def known_ids(target: Target) -> list[str]:
    """Return IDs of tasks that the target lists; fail here and now, if it cannot be asked."""
    auth = StaticToken(target.token)
    with Client(endpoint=target.endpoint, project_id=target.project_id, auth=auth) as kps:
        lists = (kps.tasks.list_running(limit=SAMPLE), kps.tasks.list_failed(limit=SAMPLE))
        return [task.task_id for pager in lists for task in islice(pager, SAMPLE) if task.task_id]


def configuration(target: Target, task_ids: list[str]) -> str:
    """Return the configuration of the run: the file of its kind, and what is known only now."""
    base = (HERE / ("live.toml" if target.live else "mock.toml")).read_text()
    values = {"task-ids": [*task_ids, UNKNOWN_ID], "project-ids": [target.project_id]}
    dictionaries = "".join(f"\n[dictionaries.{name}]\nvalues = {json.dumps(found)}\n" for name, found in values.items())
    return f"hooks = {json.dumps(str(HERE / 'checks.py'))}\n{base}{dictionaries}"


def schemathesis(target: Target, output: Path, options: list[str]) -> int:
    """Run schemathesis on the target and return its exit code; end it whatever happens."""
    config, report = output / "schemathesis.toml", output / "junit.xml"
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(ROOT / "openapi.yaml")),
        *("--url", target.endpoint, "--report", "junit", "--report-junit-path", str(report), *options),
    ]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KPS_", "SCHEMATHESIS_"))}
    of_the_run = {"KPS_TOKEN": target.token, "KPS_PROJECT_ID": target.project_id}
    only_here = {"NO_PROXY": "*", "no_proxy": "*", "NETRC": os.devnull}  # the tool talks to this machine alone
    with subprocess.Popen(command, cwd=output, env=inherited | of_the_run | only_here) as child:
        try:
            return child.wait()
        finally:
            child.terminate()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run the contract tests against the mock or a target.")
    parser.add_argument("--target", metavar="URL", help="a service that is really there (default: the mock)")
    parser.add_argument("--quick", action="store_true", help="fewer examples, for every day")
    parser.add_argument("--seed", type=int, default=1, help="of the random data (default: 1)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder of the report (default: build/contract)")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    with the_real_thing(options.target.rstrip("/")) if options.target else the_mock() as target:
        try:
            ids = known_ids(target)
        except KpsError as error:
            print(f"contract: {error}\ncontract: the target cannot be tested.", file=sys.stderr)
            return 1
        (options.output / "schemathesis.toml").write_text(configuration(target, ids))
        fewer = ["--max-examples", "20"] if options.quick else []
        return schemathesis(target, options.output, ["--seed", str(options.seed), *fewer])


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)  # so that the child is ended too
    signal.signal(signal.SIGHUP, _end)
    sys.exit(main())
