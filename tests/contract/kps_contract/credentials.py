"""Where the credential of a run comes from: the one place that knows."""

from __future__ import annotations

import os

import httpx
from attrs import field, frozen

from kps_tasks import ConfigurationError, StaticToken
from kps_tasks._environment import settings


@frozen
class Credential:
    """A project and what lets the gate read it.

    Attributes:
        project_id: The project.
        auth: Puts the credential on a request.
        token: The token itself where it was given as `KPS_TOKEN`, for runs that also send wrong ones.
    """

    project_id: str
    auth: httpx.Auth = field(repr=False)
    token: str | None = field(repr=False, default=None)


def credential(endpoint: str) -> Credential:
    """Find project and credential where the client does; say what is missing, before anything is sent."""
    try:
        found = settings(None, {"endpoint": endpoint}).arguments
    except ConfigurationError as error:
        raise SystemExit(f"contract: {error}\ncontract: nothing was sent.") from None
    if not found.get("project_id"):
        raise SystemExit("contract: KPS_PROJECT_ID is not set. Nothing was sent.")
    token = os.environ.get("KPS_TOKEN") if isinstance(found["auth"], StaticToken) else None
    return Credential(found["project_id"], found["auth"], token)
