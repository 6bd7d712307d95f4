"""The credential of a run; no other module knows where it comes from."""

from __future__ import annotations

import os
from typing import Any

import httpx
from attrs import field, frozen

from kps_tasks import Client, ConfigurationError, KpsError, StaticToken
from kps_tasks._environment.settings import settings


@frozen
class Credential:
    """A project and the credential with which the gate reads it.

    Attributes:
        project_id: The project.
        auth: Adds the credential to a request.
        token: The token itself if it was given as `KPS_TOKEN`, for runs that also send wrong ones.
    """

    project_id: str
    auth: httpx.Auth = field(repr=False)
    token: str | None = field(repr=False, default=None)


def credential(endpoint: str, project_id: str | None = None, profile: str | None = None) -> Credential:
    """Find project and credential as the client does; if something is missing, exit before anything is sent."""
    try:
        found = settings(None, {"endpoint": endpoint, "project_id": project_id}, profile=profile).arguments
    except ConfigurationError as error:
        raise SystemExit(f"contract: {error}\ncontract: nothing was sent.") from None
    token = os.environ.get("KPS_TOKEN") if isinstance(found["auth"], StaticToken) else None
    return Credential(found.get("project_id") or _looked_up(found), found["auth"], token)


def _looked_up(found: dict[str, Any]) -> str:
    """Return the project that the client finds by its name, by requesting a page of the running list."""
    with Client(**found) as kps:
        try:
            next(iter(kps.tasks.list_running(limit=2).pages()))
        except KpsError as error:
            raise SystemExit(f"contract: {error}\ncontract: set KPS_PROJECT_ID.") from None
        return str(kps.project_id)
