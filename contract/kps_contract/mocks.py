"""The mock as a target."""

from __future__ import annotations

import httpx

from kps_tasks_mock import MockKps
from kps_tasks_mock._seed_files import built_in

from .exchange import Target

SEED = "contract"


def target_of(mock: MockKps, url: str = "http://kps.test", transport: httpx.BaseTransport | None = None) -> Target:
    """Return a target for a mock with the data of the contract tests; by default in this process."""
    ids = {project_id: tuple(project.tasks) for project_id, project in built_in(SEED).projects.items()}
    own = ids.pop(mock.project_id)
    foreign = tuple(task_id for others in ids.values() for task_id in others)
    direct = "" if transport else url
    return Target(url, mock.project_id, mock.token, own, foreign, transport, secret=mock.token, direct=direct)
