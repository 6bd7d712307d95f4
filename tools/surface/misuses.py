"""What users must not write: a type checker must refuse each line, or its comment is unnecessary.

Type-checked, never run.
"""
# pyright: reportUnnecessaryTypeIgnoreComment=error

from __future__ import annotations

import httpx

from kps_tasks import AsyncClient, Client, StaticToken
from kps_tasks_mock import MockKps

Client.from_env(regoin="cn-north-4")  # type: ignore[call-arg]
Client.from_env(timeout="soon")  # type: ignore[arg-type]
Client.from_env(transport=httpx.AsyncHTTPTransport())  # type: ignore[arg-type]
AsyncClient.from_env(projectid="p")  # type: ignore[call-arg]
AsyncClient.from_env(http_client=httpx.Client())  # type: ignore[arg-type]
Client("cn-north-4", auth=StaticToken("t")).with_options(retries=3)  # type: ignore[call-arg]

MockKps.documented().add_task(operation="bind", runing_seconds=30)  # type: ignore[call-arg]
MockKps.documented().add_task(status="RUNNING_BIND", task_status="x")  # type: ignore[call-arg]
MockKps.documented().add_task(status="RUNNING_BIND", server_name=7)  # type: ignore[arg-type]
