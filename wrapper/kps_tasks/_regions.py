"""Regions and clouds: where the service and IAM are, and which hosts belong together.

A cloud is identified by its domain. A password, token or key of one cloud must not reach the hosts of another, so IAM
is always in the endpoint's cloud, or not known.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from kps_tasks_client import facts

IAM_VARIABLE = "HUAWEICLOUD_SDK_IAM_ENDPOINT"

_FIRST, _PATTERNS = next(iter(facts.CLOUDS.items()))  # the hosts of other clouds are named like those of the first


def endpoint_of(region: str, environ: Mapping[str, str] | None = None, cloud: str | None = None) -> str | None:
    """Return the address of the service in a region; None if the region is not known.

    As with the vendor's SDKs, ``HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4`` in the environment takes precedence over the
    table, and adds regions that the table lacks. If it has several addresses, the first is used. A *cloud*, given by
    its domain, has the region, whatever the table says.
    """
    name = endpoint_variable(region)
    given = (os.environ if environ is None else environ).get(name, "").split(",")[0].strip()
    if given:
        return given if "://" in given else f"https://{given}"
    return _in_cloud(_PATTERNS.endpoint, cloud, region) if cloud else facts.ENDPOINTS.get(region)


def endpoint_variable(region: str) -> str:
    """Return the name of the variable that overrides the endpoint of a region."""
    return f"HUAWEICLOUD_SDK_REGION_KPS_{region.upper().replace('-', '_')}"


def address(given: str) -> str:
    """Return the URL of a given IAM address, which may lack the scheme or end with the API version."""
    given = given.strip()
    return (given if "://" in given else f"https://{given}").rstrip("/").removesuffix("/v3")


def given_iam_endpoint() -> str | None:
    """Return the address of IAM in the environment, in the variable of the vendor's SDKs."""
    given = os.environ.get(IAM_VARIABLE, "").strip()
    return address(given) if given else None


def iam_endpoint_of(endpoint: str, region: str | None = None, cloud: str | None = None) -> str | None:
    """Return the address of IAM in the cloud of an endpoint; None if it is not known.

    Args:
        endpoint: Address of the service. The region in its host takes precedence over *region*.
        region: Region, for a cloud whose regions have their own IAM.
        cloud: Domain of a cloud that is not the vendor's own.
    """
    host = host_of(endpoint)
    if is_stand_in(host):
        return endpoint
    if domain := cloud_of(host):
        for name in (_region_in(host, domain), region):
            regional = facts.IAM_ENDPOINTS.get(name or "")
            if regional and cloud_of(host_of(regional)) == domain:
                return regional
        return facts.CLOUDS[domain].iam
    if cloud and is_within(host, cloud):
        name = _region_in(host, cloud) or region
        return _in_cloud(_PATTERNS.regional_iam if name else _PATTERNS.iam, cloud, name)
    return None


def cloud_of(host: str) -> str | None:
    """Return the domain of the vendor's cloud that a host is in; None for any other host."""
    return next((domain for domain in facts.CLOUDS if is_within(host, domain)), None)


def place_of(url: str) -> str:
    """Return where a credential used at *url* may be used again: the cloud, else the host."""
    host = host_of(url)
    return urlsplit(url).netloc if is_stand_in(host) else cloud_of(host) or host


def belong_together(iam: str, endpoint: str) -> bool:
    """Whether IAM and endpoint match: both on this machine, or both in the same domain."""
    host, other = host_of(iam), host_of(endpoint)
    if is_stand_in(host) or host == other:
        return True
    parent = host.partition(".")[2]
    is_domain = "." in parent and not parent.replace(".", "").isdigit()
    domain = cloud_of(host) or (parent if is_domain else None)
    return domain is not None and is_within(other, domain)


def is_within(host: str, domain: str) -> bool:
    """Whether a host belongs to a domain."""
    return host == domain or host.endswith(f".{domain}")


def is_stand_in(host: str) -> bool:
    """Whether a host is this machine or a name reserved for tests (RFC 6761), and so in no cloud."""
    try:
        found = ip_address(host)
    except ValueError:
        return host.rpartition(".")[2] in ("localhost", "test")
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def host_of(url: str) -> str:
    """Return the host of an address, normalised for comparison."""
    return (urlsplit(url).hostname or "").removesuffix(".")


def _region_in(host: str, domain: str) -> str | None:
    """Return the region that a host such as kms.cn-north-4.… names."""
    labels = host.removesuffix(domain).rstrip(".").split(".")
    return labels[-1] if len(labels) > 1 else None


def _in_cloud(pattern: str, cloud: str, region: str | None) -> str:
    return pattern.replace(_FIRST, cloud).replace("{region}", region or "")
