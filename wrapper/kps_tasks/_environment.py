"""Settings that users have in their environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ._auth import StaticToken
from ._errors import ConfigurationError

_VARIABLES = {"region": "KPS_REGION", "endpoint": "KPS_ENDPOINT", "project_id": "KPS_PROJECT_ID", "auth": "KPS_TOKEN"}


def settings(environ: Mapping[str, str] | None, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a client: *overrides*, and for what they leave out the variables of *environ*.

    Raises:
        ConfigurationError: Something is missing; the message names all of it.
    """
    environ = os.environ if environ is None else environ
    found = {name: value for name, value in overrides.items() if value is not None}
    place = ("region", "endpoint") if not found.keys() & {"region", "endpoint"} else ()  # an argument settles both
    for name in (*place, "project_id", "auth"):
        if name not in found and (value := environ.get(_VARIABLES[name])):
            found[name] = StaticToken(value) if name == "auth" else value
    missing = [_VARIABLES[name] for name in ("project_id", "auth") if name not in found]
    if not found.keys() & {"region", "endpoint"}:
        missing.insert(0, "KPS_REGION or KPS_ENDPOINT")
    if missing:
        raise ConfigurationError(f"Not set: {', '.join(missing)}.")
    return found
