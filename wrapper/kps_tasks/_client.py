"""The clients: where the service is, who asks, and the connection."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import TracebackType
from typing import Literal, Self, Unpack

from attrs import evolve

from ._arguments import UNSET, AsyncClientArguments, ClientArguments, Unset, check_response_limits, connection_of
from ._checks import check_deadline, check_timeout
from ._flows.rate_limit import RateLimit
from ._flows.retry import NO_RETRY, RetryPolicy
from ._http import clock as system
from ._http import limits
from ._http.clock import Clock
from ._http.drivers import AsyncDriver, SyncDriver
from ._http.httpx_client import Proxy, Verify, http_client_of
from ._http.limits import ResponseLimits
from ._httpx import httpx
from ._tasks.budget import Budget
from ._tasks.queries import AsyncTasks, Tasks

TIMEOUT = 30.0  # seconds
DEADLINE = 150.0  # seconds: those in which a last try may start, and one timeout
RETRY = RetryPolicy()


class Client:
    """Client for the task queries of one project in one region.

    One client keeps its connections open and may be used by many threads. Redirects are never followed and ``.netrc``
    is never read. A proxy of the environment is used for https only, where it sees no credential.

    Args:
        region: Region ID, such as ``cn-north-4``. The endpoint follows from it, unless
            ``HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4`` of the environment names another, as for the vendor's SDKs.
        endpoint: Address of the service, instead of the one that follows from the region.
        project_id: Project ID. Without one, the project is looked up by its name when the first request needs it.
        project_name: Name of the project, where it is not the first one of the region, which is called like the region.
        auth: The credential: `StaticToken`, `AccessKeyAuth`, `PasswordAuth`, `AgencyAuth`, `MetadataAuth`, or any
            ``httpx.Auth``.
        iam_endpoint: Where tokens are from and the project is looked up; by default ``HUAWEICLOUD_SDK_IAM_ENDPOINT``
            of the environment, else IAM in the cloud of the endpoint, which is known for the vendor's two domains and,
            as the endpoint itself, for this machine. For any other endpoint it must be given where it is needed.
        timeout: Seconds to wait for the network at any one step: to connect, to send, for the next part of a response;
            or an ``httpx.Timeout``, which has them one by one.
        deadline: Seconds that a call may take in all, whatever the server does: with a token that is fetched before it,
            every retry and pause, until its response is read. A list has them for each page. None for no end.
        retry: When to try a call again; None never does.
        rate_limit: Most requests per minute; clients that share the object share the quota. Without one, only waits
            are limited, all those of the client together.
        headers: More headers of the requests, such as ``X-Language``, but none of a credential. A request for a token
            has none of them.
        proxy: Address of the proxy that all requests go through, instead of that of ``HTTPS_PROXY``. Over plain http it
            sees the credential.
        verify: File or folder of the authorities whose certificates are trusted, or an ``ssl.SSLContext``; False trusts
            everybody.
        transport: What carries the requests; a test gives the mock's. With one, ``HTTPS_PROXY`` and ``SSL_CERT_FILE``
            have no effect, nor may *proxy* and *verify* be given: they are matters of the transport.
        http_client: What sends the requests, with a transport, proxy, hooks and headers of its own; *timeout* counts,
            not its own. It stays open when this client is closed, and follows no redirect.
        clock: What retries and waits take their time from; by default this machine's, a test gives the mock's.
        response_limits: How much of a response is taken: bytes, levels, and characters of an error.

    Attributes:
        tasks: The queries: `Tasks.get`, `Tasks.list_running`, `Tasks.list_failed`, `Tasks.watch`, `Tasks.wait`.

    Raises:
        ConfigurationError: Neither region nor endpoint, an unusable one, neither project ID nor region, no credential,
            one that would leave its cloud, or a proxy or certificate file that cannot be used.

    Example:
        ```python
        with Client(region="cn-north-4", project_id="…", auth=StaticToken("…")) as kps:
            print(kps.tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c").phase)
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
        transport: httpx.BaseTransport | None = None,
        http_client: httpx.Client | None = None,
        clock: Clock | None = None,
        response_limits: ResponseLimits = limits.DEFAULT,
    ) -> None:
        way = transport if http_client is None else http_client
        place = (region, endpoint, project_id, project_name, auth, iam_endpoint)
        connection = connection_of(*place, timeout, headers, proxy, way, response_limits)
        self._http = http_client_of(httpx.Client, connection, transport, http_client, proxy, verify)
        self._closes = http_client is None  # whoever made one closes it
        self._driver = SyncDriver(self._http, connection, clock or system.DEFAULT)
        self._budget = Budget(retry or NO_RETRY, check_deadline(deadline), rate_limit)
        #: The task queries.
        self.tasks = Tasks(self._driver, self._budget)

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        metadata: bool = False,
        profile: str | None = None,
        **overrides: Unpack[ClientArguments],
    ) -> Self:
        """Make a client of what the environment has.

        Region, endpoint, project and IAM's address are each the first of: arguments, ``KPS_*``, ``HUAWEICLOUD_SDK_*``,
        ``HW_*``, ``OS_*``. The credential is of the first family that has one: ``KPS_*``, ``HUAWEICLOUD_SDK_*``,
        ``CLOUD_SDK_AK`` and ``CLOUD_SDK_SK``, ``HW_*``, ``OS_*``, then the file ``~/.huaweicloud/credentials``, then,
        only if *metadata* or ``KPS_METADATA`` asks for it, the metadata of the cloud server. A *profile* is a section
        of that file, and takes precedence over all variables; ``KPS_PROFILE`` names one that comes behind ``KPS_*``.
        docs/credentials.md has all the names.

        Args:
            environ: Where to look instead of the process's environment.
            metadata: Whether the cloud server's metadata service may be asked.
            profile: Section of the credentials file to take the credential from.
            overrides: Arguments of `Client`; each takes precedence over the variable of its name.

        Raises:
            ConfigurationError: Something is missing, or half of it; the message names what, and where it was looked
                for.
        """
        from ._environment.settings import settings

        return cls(**settings(environ, overrides, metadata, profile).arguments)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
        retry: RetryPolicy | Unset | None = UNSET,
        response_limits: ResponseLimits | Unset = UNSET,
    ) -> Self:
        """Return a client with other options, for a single call or many: ``kps.with_options(timeout=5).tasks.get(…)``.

        It shares connections, credential and project with this one; closing it closes nothing.

        Args:
            timeout: Seconds to wait for the network, or an ``httpx.Timeout``; as before, if it is left out.
            deadline: Seconds that a call may take in all; None for no end; as before, if it is left out.
            retry: When to try a call again; None never does; as before, if it is left out.
            response_limits: How much of a response is taken; as before, if it is left out.

        Raises:
            ConfigurationError: An option cannot be used.

        Example:
            ```python
            task = kps.with_options(timeout=5, retry=None).tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")
            ```
        """
        other = copy(self)
        other._closes = False
        connection = self._driver.connection
        if not isinstance(timeout, Unset):
            connection = evolve(connection, timeout=check_timeout(timeout))
        if not isinstance(response_limits, Unset):
            connection = evolve(connection, limits=check_response_limits(response_limits))
        other._driver = evolve(self._driver, connection=connection)
        if not isinstance(retry, Unset):
            other._budget = evolve(other._budget, retry=retry or NO_RETRY)
        if not isinstance(deadline, Unset):
            other._budget = evolve(other._budget, deadline=check_deadline(deadline))
        other.tasks = Tasks(other._driver, other._budget)
        return other

    @property
    def endpoint(self) -> str:
        """Address of the service."""
        return self._driver.connection.place

    @property
    def project_id(self) -> str | None:
        """Project ID; None as long as it has not been looked up."""
        return self._driver.connection.project.id

    def close(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        if self._closes:
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client of {self.endpoint}>"


class AsyncClient:
    """Client for the task queries of one project in one region, for asyncio; the arguments are those of `Client`.

    Ten requests are under way at a time, and the others wait. For hundreds at once there is ``transport="aiohttp"``,
    with the package's extra of that name: it sends them by aiohttp, with *verify*, and through no other proxy than
    *proxy*.

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
        response_limits: ResponseLimits = limits.DEFAULT,
    ) -> None:
        way = transport if http_client is None else http_client
        place = (region, endpoint, project_id, project_name, auth, iam_endpoint)
        connection = connection_of(*place, timeout, headers, proxy, way, response_limits)
        self._http = http_client_of(httpx.AsyncClient, connection, transport, http_client, proxy, verify)
        self._closes = http_client is None  # whoever made one closes it
        self._driver = AsyncDriver(self._http, connection, clock or system.DEFAULT)
        self._budget = Budget(retry or NO_RETRY, check_deadline(deadline), rate_limit)
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
        """Make a client of the environment's variables; see `Client.from_env`."""
        from ._environment.settings import settings

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
        other = copy(self)
        other._closes = False
        connection = self._driver.connection
        if not isinstance(timeout, Unset):
            connection = evolve(connection, timeout=check_timeout(timeout))
        if not isinstance(response_limits, Unset):
            connection = evolve(connection, limits=check_response_limits(response_limits))
        other._driver = evolve(self._driver, connection=connection)
        if not isinstance(retry, Unset):
            other._budget = evolve(other._budget, retry=retry or NO_RETRY)
        if not isinstance(deadline, Unset):
            other._budget = evolve(other._budget, deadline=check_deadline(deadline))
        other.tasks = AsyncTasks(other._driver, other._budget)
        return other

    @property
    def endpoint(self) -> str:
        """Address of the service."""
        return self._driver.connection.place

    @property
    def project_id(self) -> str | None:
        """Project ID; None as long as it has not been looked up."""
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
