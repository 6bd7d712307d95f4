"""The parts of a client, made from its arguments, which are checked here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from .._addresses import check_endpoint, iam_address, service_endpoint
from .._auth.secrets import Credential
from .._auth.static import StaticToken
from .._checks import check_deadline, check_headers, check_segment, check_timeout
from .._errors import ConfigurationError
from .._flows.retry import NO_RETRY, RetryPolicy
from .._http.body import ACCEPTED
from .._http.connection import Connection
from .._http.httpx_client import Proxy, proxy_name
from .._http.limits import ResponseLimits
from .._http.project import Project
from .._httpx import httpx
from .._tasks.budget import Budget
from .._version import __version__
from .arguments import UNSET, Unset

if TYPE_CHECKING:
    from .._flows.rate_limit import RateLimit


def connection_of(
    region: str | None,
    endpoint: str | None,
    project_id: str | None,
    project_name: str | None,
    auth: httpx.Auth | None,
    iam_endpoint: str | None,
    timeout: float | httpx.Timeout,
    headers: Mapping[str, str] | None,
    proxy: Proxy | None,
    own_way: object,
    response_limits: ResponseLimits,
) -> Connection:
    """Check the arguments that determine where requests go and what they share.

    With *own_way*, a transport or httpx client of the caller's, the environment's proxy is not used here.
    """
    url = service_endpoint(region, endpoint)
    if not isinstance(auth, httpx.Auth):
        raise ConfigurationError("No credential: give auth, for example StaticToken(…).")
    given = check_endpoint("iam_endpoint", iam_endpoint) if iam_endpoint else None
    if isinstance(auth, Credential):
        auth._bind(url, given)
    iam = partial(iam_address, url, given, region)
    checked = None if project_id is None else check_segment("project_id", project_id)
    project = Project(checked, project_name or region, iam)
    if checked is None and not isinstance(auth, StaticToken):
        iam()  # fail now, not when the first request looks it up
    common = httpx.Headers(
        {"Accept": "application/json", "Accept-Encoding": ACCEPTED, "User-Agent": f"kps-tasks/{__version__}"}
    )
    common.update(check_headers(headers or {}))
    if isinstance(auth, Credential) and auth.signs:
        project.name_in(common)
    return Connection(
        url,
        project,
        auth,
        check_timeout(timeout),
        common,
        proxy=None if proxy is None else proxy_name(proxy),
        trust_env=own_way is None and url.scheme == "https",
        limits=check_response_limits(response_limits),
    )


def budget_of(retry: RetryPolicy | None, deadline: float | None, rate_limit: RateLimit | None) -> Budget:
    """Check the arguments that all calls of a client share."""
    return Budget(retry or NO_RETRY, check_deadline(deadline), rate_limit)


def changed(
    connection: Connection,
    budget: Budget,
    timeout: float | httpx.Timeout | Unset,
    deadline: float | Unset | None,
    retry: RetryPolicy | Unset | None,
    response_limits: ResponseLimits | Unset,
) -> tuple[Connection, Budget]:
    """Check the options that `Client.with_options` changes, and return what they make of *connection* and *budget*."""
    if timeout is not UNSET:
        connection = evolve(connection, timeout=check_timeout(timeout))
    if response_limits is not UNSET:
        connection = evolve(connection, limits=check_response_limits(response_limits))
    if deadline is not UNSET:
        budget = evolve(budget, deadline=check_deadline(deadline))
    if retry is not UNSET:
        budget = evolve(budget, retry=retry or NO_RETRY)
    return connection, budget


def check_response_limits(value: object) -> ResponseLimits:
    """Return *value* if it can be the limits of a response."""
    if not isinstance(value, ResponseLimits):
        raise ConfigurationError(f"response_limits {value!r} is not ResponseLimits(…).")
    return value
