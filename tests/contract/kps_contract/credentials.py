"""Where the credential of a run comes from: the one place that knows."""

from __future__ import annotations

import os

import httpx
from attrs import field, frozen

from kps_tasks import StaticToken


@frozen
class Credential:
    """A project and what lets the gate read it.

    Attributes:
        project_id: The project.
        auth: Puts the credential on a request.
        token: The token itself where there is one, for runs that also send wrong ones.
    """

    project_id: str
    auth: httpx.Auth = field(repr=False)
    token: str | None = field(repr=False, default=None)


def credential() -> Credential:
    """Read project and credential from the environment, as the client does; say in one line what is missing."""
    missing = [name for name in ("KPS_PROJECT_ID", "KPS_TOKEN") if not os.environ.get(name)]
    if missing:
        raise SystemExit(f"contract: not set: {', '.join(missing)}. Nothing was sent.")
    token = os.environ["KPS_TOKEN"]
    return Credential(os.environ["KPS_PROJECT_ID"], StaticToken(token), token)
