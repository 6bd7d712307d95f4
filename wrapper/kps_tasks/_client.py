"""The clients: where the service is, who asks, and the connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from ._auth.secrets import Credential
from ._checks import check_endpoint, check_segment, check_timeout, service_endpoint
from ._errors import ConfigurationError
from ._flows.rate_limit import RateLimit
from ._flows.retry import NO_RETRY, RetryPolicy
from ._http.drivers import AsyncDriver, SyncDriver
from ._http.project import Project
from ._httpx import httpx
from ._regions import iam_endpoint_of
from ._tasks.queries import AsyncTasks, Tasks
from ._version import __version__

TIMEOUT = 30.0  # seconds
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
        iam_endpoint: Where the project is looked up; by default ``HUAWEICLOUD_SDK_IAM_ENDPOINT`` of the environment,
            else the region's IAM.
        timeout: Seconds to wait for the network at any one step: to connect, to send, for the next part of a response.
        retry: When to try a call again; None never does.
        rate_limit: Most requests per minute; clients that share the object share the quota. Without one, only waits
            are limited, all those of the client together.
        transport: What carries the requests; a test gives the mock's.

    Attributes:
        tasks: The queries: `Tasks.get`, `Tasks.list_running`, `Tasks.list_failed`, `Tasks.watch`, `Tasks.wait`.

    Raises:
        ConfigurationError: Neither region nor endpoint, an unusable one, neither project ID nor region, or no
            credential.

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
        timeout: float = TIMEOUT,
        retry: RetryPolicy | None = RETRY,
        rate_limit: RateLimit | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        options = _options(region, endpoint, auth, timeout)
        self._project = _project(region, project_id, project_name, iam_endpoint)
        with _set_up():
            self._http = httpx.Client(**options, transport=transport, event_hooks={"response": [_forget_location]})
        if isinstance(auth, Credential) and auth.signs:
            self._project.name_in(self._http.headers)
        #: The task queries.
        self.tasks = Tasks(SyncDriver(self._http, self._project, _redaction(auth)), retry or NO_RETRY, rate_limit)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, *, metadata: bool = False, **overrides: Any) -> Self:
        """Make a client of what the environment has.

        Region, endpoint, project and IAM's address are each the first of: arguments, ``KPS_*``, ``HUAWEICLOUD_SDK_*``,
        ``HW_*``, ``OS_*``. The credential is of the first family that has one: ``KPS_*``, ``HUAWEICLOUD_SDK_*``,
        ``CLOUD_SDK_AK`` and ``CLOUD_SDK_SK``, ``HW_*``, ``OS_*``, then the file ``~/.huaweicloud/credentials``, then,
        only if *metadata* or ``KPS_METADATA`` asks for it, the metadata of the cloud server. docs/credentials.md has
        all the names.

        Args:
            environ: Where to look instead of the process's environment.
            metadata: Whether the cloud server's metadata service may be asked.
            overrides: Arguments of `Client`; each takes precedence over the variable of its name.

        Raises:
            ConfigurationError: Something is missing, or half of it; the message names what, and where it was looked
                for.
        """
        from ._environment.settings import settings

        return cls(**settings(environ, overrides, metadata).arguments)

    @property
    def endpoint(self) -> str:
        """Address of the service."""
        return str(self._http.base_url).rstrip("/")

    @property
    def project_id(self) -> str | None:
        """Project ID; None as long as it has not been looked up."""
        return self._project.id

    def close(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        self._http.close()

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
        timeout: float = TIMEOUT,
        retry: RetryPolicy | None = RETRY,
        rate_limit: RateLimit | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        options = _options(region, endpoint, auth, timeout)
        self._project = _project(region, project_id, project_name, iam_endpoint)
        with _set_up():
            hooks = {"response": [_forget_location_async]}
            self._http = httpx.AsyncClient(**options, transport=transport, event_hooks=hooks)
        if isinstance(auth, Credential) and auth.signs:
            self._project.name_in(self._http.headers)
        #: The task queries.
        self.tasks = AsyncTasks(AsyncDriver(self._http, self._project, _redaction(auth)), retry or NO_RETRY, rate_limit)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, *, metadata: bool = False, **overrides: Any) -> Self:
        """Make a client of the environment's variables; see `Client.from_env`."""
        from ._environment.settings import settings

        return cls(**settings(environ, overrides, metadata).arguments)

    @property
    def endpoint(self) -> str:
        """Address of the service."""
        return str(self._http.base_url).rstrip("/")

    @property
    def project_id(self) -> str | None:
        """Project ID; None as long as it has not been looked up."""
        return self._project.id

    async def close(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncClient of {self.endpoint}>"


def _options(region: str | None, endpoint: str | None, auth: httpx.Auth | None, timeout: float) -> dict[str, Any]:
    """Options of the httpx client, the same for both colours."""
    url = service_endpoint(region, endpoint)
    if not isinstance(auth, httpx.Auth):
        raise ConfigurationError("No credential: give auth, for example StaticToken(…).")
    return {
        "base_url": url,
        "auth": auth,
        "timeout": check_timeout(timeout),
        "headers": {"Accept": "application/json", "User-Agent": f"kps-tasks/{__version__}"},
        "follow_redirects": False,
        # Over plain http, a proxy would be shown the credential.
        "trust_env": url.scheme == "https",
        "mounts": {"http://": None},
    }


@contextmanager
def _set_up() -> Iterator[None]:
    """Say what of the environment is unusable: a proxy, a certificate file, a key log."""
    try:
        yield
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        raise ConfigurationError(f"The connection cannot be set up from the environment: {error}") from error


def _forget_location(response: httpx.Response) -> None:
    """Keep httpx from reading where a redirect leads: it is not followed, and may be no URL at all."""
    if response.has_redirect_location:
        del response.headers["Location"]


async def _forget_location_async(response: httpx.Response) -> None:
    _forget_location(response)


def _project(
    region: str | None,
    project_id: str | None,
    project_name: str | None,
    iam_endpoint: str | None,
) -> Project:
    iam = check_endpoint("iam_endpoint", iam_endpoint or iam_endpoint_of(region))
    checked = None if project_id is None else check_segment("project_id", project_id)
    return Project(checked, project_name or region, str(iam))


def _redaction(auth: httpx.Auth | None) -> Callable[[str], str]:
    redact: Callable[[str], str] = getattr(auth, "redact", str)
    return redact
