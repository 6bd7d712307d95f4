"""An IAM with scripted responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from kps_tasks import PasswordAuth

from .conftest import USER

REGION = {"project_name": "cn-north-4"}
TOKENS = "/v3/auth/tokens"


def iam(status: int = 201, body: object = None, headers: dict[str, str] | None = None) -> httpx.Response:
    times = {"issued_at": "2026-01-01T00:00:00.000000Z", "expires_at": "2026-01-02T00:00:00.000000Z"}
    return httpx.Response(
        status, json={"token": times} if body is None else body, headers=headers or {"X-Subject-Token": "MII-new"}
    )


def again(answer: httpx.Response) -> httpx.Response:
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def service(
    connect: Callable[..., Any], kps: httpx.Response, *iams: httpx.Response, **options: Any
) -> tuple[Any, list]:
    """Create a client whose IAM sends these responses in turn, then repeats the last one."""
    seen, answers = [], list(iams)

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        if request.url.path == TOKENS:
            return again(answers.pop(0) if len(answers) > 1 else answers[0])
        return again(kps)

    return connect(handler, auth=PasswordAuth(*USER, **REGION), **options), seen
