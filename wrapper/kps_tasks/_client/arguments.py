"""The arguments of a client: their types and defaults. Nothing here imports httpx."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypedDict

from .._flows.retry import RetryPolicy

if TYPE_CHECKING:
    import httpx

    from .._flows.rate_limit import RateLimit
    from .._http.certificates import Verify
    from .._http.clock import Clock
    from .._http.httpx_client import Proxy
    from .._http.limits import ResponseLimits

TIMEOUT = 30.0  # seconds
DEADLINE = 150.0  # seconds: the period in which the last try may start, plus one timeout
RETRY = RetryPolicy()


class Unset(Enum):
    """Default of an argument for which None has a meaning."""

    UNSET = "as it was"


UNSET = Unset.UNSET


class Arguments(TypedDict, total=False):
    """Arguments of both clients, which `from_env` takes instead of the environment."""

    region: str | None
    endpoint: str | None
    project_id: str | None
    project_name: str | None
    auth: httpx.Auth | None
    iam_endpoint: str | None
    timeout: float | httpx.Timeout
    deadline: float | None
    retry: RetryPolicy | None
    rate_limit: RateLimit | None
    headers: Mapping[str, str] | None
    proxy: Proxy | None
    verify: Verify
    clock: Clock | None
    response_limits: ResponseLimits


class ClientArguments(Arguments, total=False):
    """The arguments of `Client`."""

    transport: httpx.BaseTransport | None
    http_client: httpx.Client | None


class AsyncClientArguments(Arguments, total=False):
    """The arguments of `AsyncClient`."""

    transport: httpx.AsyncBaseTransport | Literal["aiohttp"] | None
    http_client: httpx.AsyncClient | None
