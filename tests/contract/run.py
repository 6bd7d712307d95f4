"""Run the contract tests against the mock, or against a service that is really there.

``make contract`` and ``make contract TARGET=https://…``. Against a target nothing but GET is sent, with the credential
and project of ``KPS_TOKEN`` and ``KPS_PROJECT_ID``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen

from kps_tasks import Client, KpsError, StaticToken

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUTPUT = ROOT / "build" / "contract"
LIVE_RATE = "2/s"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
SAMPLE = 50  # task IDs of each list that are asked for one by one


@frozen
class Target:
    """What is tested, and how: a service, a project in it, a credential that is good for it."""

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
    """Give the service at *endpoint*, with the project and token of the environment."""
    missing = [name for name in ("KPS_PROJECT_ID", "KPS_TOKEN") if not os.environ.get(name)]
    if missing:
        raise SystemExit(f"contract: not set: {', '.join(missing)}. Nothing was sent.")
    yield Target(endpoint.rstrip("/"), os.environ["KPS_PROJECT_ID"], os.environ["KPS_TOKEN"], live=True)


def known_ids(target: Target) -> list[str]:
    """Return IDs of tasks that the target lists; fail here and now, if it cannot be asked."""
    auth = StaticToken(target.token)
    with Client(endpoint=target.endpoint, project_id=target.project_id, auth=auth) as kps:
        lists = (kps.tasks.list_running(limit=SAMPLE), kps.tasks.list_failed(limit=SAMPLE))
        return [task.task_id for pager in lists for task in islice(pager, SAMPLE) if task.task_id]


def configuration(target: Target, task_ids: list[str]) -> str:
    """Return the configuration of the run: the file of its kind, and what is known only now."""
    base = (HERE / ("live.toml" if target.live else "mock.toml")).read_text()
    hooks = f"hooks = {json.dumps(str(HERE / 'guard.py'))}\n" if target.live else ""
    ids = json.dumps([*task_ids, UNKNOWN_ID])
    projects = json.dumps([target.project_id])
    return (
        f"{hooks}{base}\n[dictionaries.task-ids]\nvalues = {ids}\n\n[dictionaries.project-ids]\nvalues = {projects}\n"
    )


def schemathesis(target: Target, options: list[str]) -> int:
    """Run schemathesis on the target and return its exit code."""
    config = OUTPUT / "schemathesis.toml"
    return subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(config),
                "run",
                str(ROOT / "openapi.yaml"),
            ),
            *(
                "--url",
                target.endpoint,
                "--report",
                "junit",
                "--report-junit-path",
                str(OUTPUT / "junit.xml"),
                *options,
            ),
        ],
        cwd=OUTPUT,  # where it keeps its cache and crash files
        env=os.environ
        | {"KPS_TOKEN": target.token, "KPS_PROJECT_ID": target.project_id, "KPS_CONTRACT_TARGET": target.endpoint}
        | {"NETRC": os.devnull},  # whose entry for the host would take the credential's place
        check=False,
    ).returncode


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run the contract tests against the mock or a target.")
    parser.add_argument("--target", metavar="URL", help="a service that is really there (default: the mock)")
    parser.add_argument("--quick", action="store_true", help="fewer examples, for every day")
    parser.add_argument("--seed", type=int, default=1, help="of the random data (default: 1)")
    options = parser.parse_args(arguments)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with the_real_thing(options.target) if options.target else the_mock() as target:
        try:
            ids = known_ids(target)
        except KpsError as error:
            print(f"contract: {error}\ncontract: the target cannot be tested.", file=sys.stderr)
            return 1
        (OUTPUT / "schemathesis.toml").write_text(configuration(target, ids))
        return schemathesis(target, [*schemathesis_options(target, options.quick), "--seed", str(options.seed)])


def schemathesis_options(target: Target, quick: bool) -> list[str]:
    """Options that depend on the run: fewer examples every day, and gentle with a service that others use too."""
    local = urlsplit(target.endpoint).hostname in ("127.0.0.1", "::1", "localhost")
    return [*(["--max-examples", "20"] if quick else []), *([] if local else ["--rate-limit", LIVE_RATE])]


if __name__ == "__main__":
    sys.exit(main())
