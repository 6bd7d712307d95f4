"""The client."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack

from attrs import evolve

from .._flows.retry import RetryPolicy
from .._http.limits import DEFAULT as LIMITS
from .._http.limits import ResponseLimits
from .arguments import DEADLINE, RETRY, TIMEOUT, UNSET, ClientArguments, Unset

if TYPE_CHECKING:
    import httpx

    from .._flows.rate_limit import RateLimit
    from .._http.certificates import Verify
    from .._http.clock import Clock
    from .._http.httpx_client import Proxy


class Client:
    """Client for the task queries of one project in one region.

    One client keeps its connections open and may be used by many threads. Redirects are never followed and ``.netrc``
    is never read. A proxy configured in the environment is used for https only, so it never sees a credential.

    Args:
        region: Region ID, such as ``cn-north-4``. It determines the endpoint, unless the environment variable
            ``HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4`` names another, as in the vendor's SDKs.
        endpoint: Address of the service, overriding the one of the region.
        project_id: Project ID. If omitted, the project is looked up by its name when the first request needs it.
        project_name: Name of the project. Defaults to the name of the region, which is the name of its first project.
        auth: The credential: `StaticToken`, `AccessKeyAuth`, `PasswordAuth`, `AgencyAuth`, `MetadataAuth`, or any
            ``httpx.Auth``.
        iam_endpoint: Address of IAM, which issues tokens and looks the project up. Defaults to the environment variable
            ``HUAWEICLOUD_SDK_IAM_ENDPOINT``, then to IAM in the cloud of the endpoint. That is known for the vendor's
            two domains; an endpoint on this machine is its own IAM. For any other endpoint, set it if IAM is needed.
        timeout: Seconds to wait for each network step: connecting, sending, receiving the next part of a response. An
            ``httpx.Timeout`` sets them one by one.
        deadline: Seconds that a call may take in total, whatever the server does, including fetching a token, all
            retries and pauses, and reading the response. For a list, it applies to each page. None for no limit.
        retry: When to retry a call; None never retries.
        rate_limit: Maximum number of requests per minute; clients that share the object share the quota. If omitted,
            only waits are limited, all waits of the client together.
        headers: Additional request headers, such as ``X-Language``; headers that carry a credential are not allowed.
            Requests for tokens do not include them.
        proxy: Address of the proxy for all requests, overriding ``HTTPS_PROXY``. With an http endpoint, the proxy sees
            the credential.
        verify: File or folder of trusted CA certificates, or an ``ssl.SSLContext``; False disables verification.
        transport: Transport that sends the requests; tests pass the mock's. It replaces ``HTTPS_PROXY`` and
            ``SSL_CERT_FILE``, and cannot be combined with *proxy* or *verify*.
        http_client: An httpx client that sends the requests, with its own transport, proxy, hooks and headers, but with
            *timeout* instead of its own. It stays open when this client is closed, and follows no redirects.
        clock: Clock for retries and waits. Defaults to this machine's; tests pass the mock's.
        response_limits: Limits on what is read of a response: bytes, nesting depth, and characters of an error.

    Attributes:
        tasks: The queries: `Tasks.get`, `Tasks.list_running`, `Tasks.list_failed`, `Tasks.watch`, `Tasks.wait`.

    Raises:
        ConfigurationError: Region and endpoint are both missing, the endpoint is unusable, project ID and region are
            both missing, the credential is missing or would be sent outside its cloud, or a proxy or certificate file
            is unusable.

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
        response_limits: ResponseLimits = LIMITS,
    ) -> None:
        # Imported here, so that only a program that creates a client waits for httpx.
        from .._http.clock import DEFAULT
        from .._http.httpx_client import http_client_of
        from .._http.sync_driver import SyncDriver
        from .._httpx import httpx
        from .._tasks.queries import Tasks
        from .parts import budget_of, connection_of

        way = transport if http_client is None else http_client
        place = (region, endpoint, project_id, project_name, auth, iam_endpoint)
        connection = connection_of(*place, timeout, headers, proxy, way, response_limits)
        self._http = http_client_of(httpx.Client, connection, transport, http_client, proxy, verify)
        self._closes = http_client is None  # a given client is closed by its owner
        self._driver = SyncDriver(self._http, connection, clock or DEFAULT)
        self._budget = budget_of(retry, deadline, rate_limit)
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
        """Create a client from the settings in the environment.

        Region, endpoint, project and the address of IAM are each taken from the first of: arguments, ``KPS_*``,
        ``HUAWEICLOUD_SDK_*``, ``HW_*``, ``OS_*``. The credential is taken from the first family that has one:
        ``KPS_*``, ``HUAWEICLOUD_SDK_*``, ``CLOUD_SDK_AK`` and ``CLOUD_SDK_SK``, ``HW_*``, ``OS_*``, then the file
        ``~/.huaweicloud/credentials``, then, only if *metadata* or ``KPS_METADATA`` asks for it, the metadata of the
        cloud server. A *profile* is a section of that file and takes precedence over all variables; a profile named by
        ``KPS_PROFILE`` comes after ``KPS_*``. docs/credentials.md lists all names.

        Args:
            environ: Mapping to read instead of the environment of the process.
            metadata: Whether the cloud server's metadata service may be asked.
            profile: Section of the credentials file to take the credential from.
            overrides: Arguments of `Client`; each takes precedence over the variable of its name.

        Raises:
            ConfigurationError: A setting is missing or incomplete; the message says which, and where it was looked for.
        """
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
        """Return a client with other options, for a single call or many: ``kps.with_options(timeout=5).tasks.get(…)``.

        It shares connections, credential and project with this client; closing it leaves the connections open.

        Args:
            timeout: Seconds to wait for each network step, or an ``httpx.Timeout``. Unchanged if omitted.
            deadline: Seconds that a call may take in total; None for no limit. Unchanged if omitted.
            retry: When to retry a call; None never retries. Unchanged if omitted.
            response_limits: Limits on what is read of a response. Unchanged if omitted.

        Raises:
            ConfigurationError: An option is unusable.

        Example:
            ```python
            task = kps.with_options(timeout=5, retry=None).tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")
            ```
        """
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
