"""Regions, and where the services are in them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from kps_tasks_client import facts


def endpoint_of(region: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return the address of the service in a region; None if the region is not known.

    As with the vendor's SDKs, ``HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4`` in the environment takes precedence over the
    table, and makes regions known that the table lacks. Of several addresses in it, the first is taken.
    """
    name = endpoint_variable(region)
    given = (os.environ if environ is None else environ).get(name, "").split(",")[0].strip()
    if given:
        return given if "://" in given else f"https://{given}"
    return facts.ENDPOINTS.get(region)


def endpoint_variable(region: str) -> str:
    """Return the name of the variable that moves the endpoint of a region."""
    return f"HUAWEICLOUD_SDK_REGION_KPS_{region.upper().replace('-', '_')}"


def address(given: str) -> str:
    """Return the address of IAM as it is given: perhaps without its scheme, or with the version of its API."""
    given = given.strip()
    return (given if "://" in given else f"https://{given}").rstrip("/").removesuffix("/v3")


def iam_endpoint_of(region: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Return the address of IAM: of ``HUAWEICLOUD_SDK_IAM_ENDPOINT``, of the region, or the global one."""
    given = (os.environ if environ is None else environ).get("HUAWEICLOUD_SDK_IAM_ENDPOINT", "").strip()
    if given:
        return address(given)
    return facts.IAM_ENDPOINTS.get(region or "", facts.IAM_ENDPOINT)
