"""Choose addresses: the service's by region or endpoint, and IAM's in the same cloud."""

from __future__ import annotations

import re

from kps_tasks_client import facts

from ._errors import ConfigurationError
from ._httpx import httpx
from ._regions import (
    IAM_VARIABLE,
    belong_together,
    cloud_of,
    endpoint_of,
    given_iam_endpoint,
    host_of,
    iam_endpoint_of,
)

_LABEL = re.compile(r"[^\s\[\]%]{1,63}")
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def endpoint_of_known_region(region: object) -> str:
    """Return the address of the service in a region."""
    if not isinstance(region, str) or not _REGION.fullmatch(region):
        raise ConfigurationError(f"region {region!r} is not a region ID such as cn-north-4.")
    endpoint = endpoint_of(region)
    if endpoint is None:
        from difflib import get_close_matches

        near = get_close_matches(region, facts.ENDPOINTS, n=1)
        domain = cloud_of(host_of(facts.ENDPOINTS[near[0]] if near else facts.ENDPOINT)) or ""
        raise ConfigurationError(
            f"region {region!r} is not a known region of the service"
            f"{f'; did you mean {near[0]}?' if near else '.'} If the ID is right, give the endpoint, "
            f"perhaps {facts.CLOUDS[domain].endpoint.format(region=region)}."
        )
    return endpoint


def service_endpoint(region: str | None, endpoint: str | None) -> httpx.URL:
    """Return the address of the service: *endpoint* if given, else that of *region*."""
    if endpoint is None:
        if region is None:
            raise ConfigurationError("Give a region, such as cn-north-4, or an endpoint.")
        endpoint = endpoint_of_known_region(region)
    return check_endpoint("endpoint", endpoint)


def check_endpoint(name: str, endpoint: str) -> httpx.URL:
    """Return *endpoint*, the setting called *name*, if it can be the address of a service."""
    shown = repr(endpoint) if "@" not in str(endpoint) else "given"
    try:
        url = httpx.URL(endpoint.rstrip("/"))
        has_userinfo = bool(url.userinfo)
        usable = url.scheme in ("http", "https") and _is_host(url.host) and not url.query and not url.fragment
        usable = usable and (url.port is None or 0 < url.port < 65536) and "?" not in endpoint and " " not in endpoint
    except (httpx.InvalidURL, TypeError, AttributeError, ValueError):
        has_userinfo = usable = False
    if has_userinfo:
        raise ConfigurationError(f"{name} must not carry a user or password; give the credential as auth.")
    if not usable:
        raise ConfigurationError(f"{name} {shown} is not a URL such as https://host or http://host:8080.")
    return url


def iam_address(endpoint: httpx.URL, given: httpx.URL | None = None, region: str | None = None) -> httpx.URL:
    """Return the address of IAM: *given*, else the environment's, else that of the endpoint's cloud.

    Raises:
        ConfigurationError: It is not known, or not in the endpoint's cloud; credentials must not leave their cloud.
    """
    if given is not None:
        return check_iam("iam_endpoint", given, endpoint, trusted=True)
    if named := given_iam_endpoint():
        return check_iam(IAM_VARIABLE, check_endpoint(IAM_VARIABLE, named), endpoint)
    if found := iam_endpoint_of(str(endpoint), region):
        return check_endpoint("iam_endpoint", found)
    raise unknown_iam(endpoint)


def unknown_iam(endpoint: httpx.URL) -> ConfigurationError:
    """Return the error for an endpoint whose IAM is not known."""
    host = host_of(str(endpoint))
    perhaps = f", perhaps https://iam.{host.partition('.')[2]}" if host.startswith("kms.") else ""
    return ConfigurationError(
        f"The address of IAM cannot be derived from the endpoint {endpoint}, and no password, token or key is sent to "
        f"another cloud: set iam_endpoint (KPS_IAM_ENDPOINT){perhaps}. A token, or an access key with project_id "
        "(KPS_PROJECT_ID), does not need it."
    )


def check_iam(name: str, iam: httpx.URL, endpoint: httpx.URL, *, trusted: bool = False) -> httpx.URL:
    """Return *iam*, from the setting *name*, if it can be the IAM of the endpoint's cloud.

    A *trusted* address, which the user gave for this client, may be anywhere except in another of the vendor's clouds.
    """
    clouds = {cloud_of(host_of(str(url))) for url in (iam, endpoint)}
    if (trusted and None in clouds) or belong_together(str(iam), str(endpoint)):
        return iam
    raise ConfigurationError(
        f"{name} is {iam}, and the endpoint {endpoint} is in another cloud, or not known to be in the same: "
        "credentials are never sent to another cloud. Give the iam_endpoint (KPS_IAM_ENDPOINT) that matches the "
        "endpoint, or the endpoint (KPS_ENDPOINT) that matches it."
    )


def _is_host(host: str) -> bool:
    """Whether a resolver would accept it: an IP address, or labels of up to 63 characters."""
    return (":" in host and "[" not in host) or all(
        _LABEL.fullmatch(label) for label in host.removesuffix(".").split(".")
    )
