"""Loaded into schemathesis in a live run: nothing leaves but GET, to the target alone, with the right credential.

The configuration already asks for that. This holds even where a new version of the tool, or a mistake in the
configuration, would have it otherwise: on the real service, ``DELETE …/failed-tasks`` deletes records, and five wrong
credentials lock an access key.
"""

from __future__ import annotations

import os
from typing import Any

import requests
import requests.adapters

OPERATIONS = requests.Request("GET", os.environ["KPS_CONTRACT_TARGET"] + "/v3/").prepare().url or ""
TOKEN = os.environ["KPS_TOKEN"]


class ForbiddenRequest(requests.RequestException):
    """A request that must not reach a real service; it was not sent."""


_send = requests.adapters.HTTPAdapter.send


def guarded_send(
    self: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any
) -> requests.Response:
    """Send *request* if it is a GET of an operation of the target; else raise before anything leaves."""
    if request.method != "GET":
        raise ForbiddenRequest(f"{request.method} {request.url} was not sent: only GET may reach a real service")
    if not (request.url or "").startswith(OPERATIONS):
        raise ForbiddenRequest(f"GET {request.url} was not sent: it is no operation of the target")
    request.headers["X-Auth-Token"] = TOKEN  # the tool leaves it out now and then
    return _send(self, request, *args, **kwargs)


requests.adapters.HTTPAdapter.send = guarded_send  # type: ignore[method-assign]
