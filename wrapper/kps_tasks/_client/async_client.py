"""The client for asyncio."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, Unpack

from attrs import evolve

from .._flows.retry import RetryPolicy
from .._http.limits import DEFAULT as LIMITS
from .._http.limits import ResponseLimits
from .arguments import DEADLINE, RETRY, TIMEOUT, UNSET, AsyncClientArguments, Unset

if TYPE_CHECKING:
    import httpx

    from .._flows.rate_limit import RateLimit
    from .._http.certificates import Verify
    from .._http.clock import Clock
    from .._http.httpx_client import Proxy


class AsyncClient:
    """Client for the task queries of one project in one region, for asyncio; the arguments are those of `Client`.

    At most ten requests are sent at a time; the others wait. For hundreds at once, install the extra ``aiohttp`` and
    pass ``transport="aiohttp"``: aiohttp then sends the requests, with *verify*, and only through *proxy*.

    Example:
        ```python
        async with AsyncClient(region="cn-north-4", project_id="…", auth=StaticToken("…")) as kps:
            print((await kps.tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")).phase)
        ```
    """

    def __init__(
        self,
        region: str | None = None,
        *,
        endpoint: str | None = None,
        project_id: str | None = None,
        project_name: str | None = None,
        auth: httpx.Auth | None = None,
        iam_endpoint: str | None = None,
        timeout: float | httpx.Timeout = TIMEOUT,
        deadline: float | None = DEADLINE,
        retry: RetryPolicy | None = RETRY,
        rate_limit: RateLimit | None = None,
        headers: Mapping[str, str] | None = None,
        proxy: Proxy | None = None,
        verify: Verify = True,
        transport: httpx.AsyncBaseTransport | Literal["aiohttp"] | None = None,
        http_client: httpx.AsyncClient | None = None,
        clock: Clock | None = None,
        response_limits: ResponseLimits = LIMITS,
    ) -> None:
        # Imported here, so that only a program that creates a client waits for httpx.
        from .._http.async_driver import AsyncDriver
        from .._http.clock import DEFAULT
        from .._http.httpx_client import http_client_of
        from .._httpx import httpx
        from .._tasks.async_queries import AsyncTasks
        from .parts import budget_of, connection_of

        way = transport if http_client is None else http_client
        place = (region, endpoint, project_id, project_name, auth, iam_endpoint)
        connection = connection_of(*place, timeout, headers, proxy, way, response_limits)
        self._http = http_client_of(httpx.AsyncClient, connection, transport, http_client, proxy, verify)
        self._closes = http_client is None  # a given client is closed by its owner
        self._driver = AsyncDriver(self._http, connection, clock or DEFAULT)
        self._budget = budget_of(retry, deadline, rate_limit)
        #: The task queries.
        self.tasks = AsyncTasks(self._driver, self._budget)

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        metadata: bool = False,
        profile: str | None = None,
        **overrides: Unpack[AsyncClientArguments],
    ) -> Self:
        """Create a client from the environment variables; see `Client.from_env`."""
        from .._environment.settings import settings

        return cls(**settings(environ, overrides, metadata, profile).arguments)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
        retry: RetryPolicy | Unset | None = UNSET,
        response_limits: ResponseLimits | Unset = UNSET,
    ) -> Self:
        """Return a client with other options, for a single call or many; see `Client.with_options`."""
        from .parts import changed

        other = copy(self)
        other._closes = False
        options = (timeout, deadline, retry, response_limits)
        connection, other._budget = changed(self._driver.connection, self._budget, *options)
        other._driver = evolve(self._driver, connection=connection)
        other.tasks = type(self.tasks)(other._driver, other._budget)
        return other

    @property
    def endpoint(self) -> str:
        """Address of the service."""
        return self._driver.connection.place

    @property
    def project_id(self) -> str | None:
        """Project ID; None until it has been looked up."""
        return self._driver.connection.project.id

    async def close(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        if self._closes:
            await self._driver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncClient of {self.endpoint}>"
