"""The mock's responses, recorded when the site is built, so the forms also work without a mock."""

from __future__ import annotations

from typing import Any

import httpx

from kps_tasks_client import facts
from kps_tasks_mock import MockKps

SEED = "demo"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
STATUSES = (429, 502)  # that the forms can be made to fail with


def recorded() -> dict[str, Any]:
    """Return everything that a page needs to respond like the seed's mock before its clock moves."""
    mock = MockKps.from_seed(SEED)
    with httpx.Client(transport=mock.transport(), base_url="http://kps.test/v3/") as client:

        def ask(path: str, token: str | None = mock.token, project_id: str = mock.project_id) -> dict[str, Any]:
            headers = {} if token is None else {facts.TOKEN_HEADER: token}
            response = client.get(f"{project_id}/{path}", headers=headers)
            request_id = response.headers[facts.REQUEST_ID_HEADER]
            return {"status": response.status_code, "request_id": request_id, "body": response.text}

        def fail(status: int) -> dict[str, Any]:
            mock.fail(status=status)
            return ask("running-tasks")

        tasks = mock.snapshot()["projects"][mock.project_id]["tasks"]
        return {
            "project_id": mock.project_id,
            "token": mock.token,
            "limit": {"least": facts.LIMIT[0], "most": facts.LIMIT[-1], "default": facts.DEFAULT_LIMIT},
            "offset": {"least": facts.OFFSET[0], "most": facts.OFFSET[-1], "default": facts.OFFSET[0]},
            "tasks": {task["task_id"]: ask(f"tasks/{task['task_id']}") for task in tasks},
            "lists": {name: ask(name) for name in ("running-tasks", "failed-tasks")},
            "unknown_task": ask(f"tasks/{UNKNOWN}"),
            "no_token": ask("running-tasks", token=None),
            "wrong_token": ask("running-tasks", token="wrong"),
            "other_project": ask("running-tasks", project_id="0" * 32),
            "bad_number": ask("running-tasks?limit=0"),
            "failures": {str(status): fail(status) for status in STATUSES},
        }
