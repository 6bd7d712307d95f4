"""Regions, and where the services are in them."""

from __future__ import annotations

import os
from collections.abc import Mapping

# fmt: off
# The servers of openapi.yaml.
ENDPOINT = "https://kms.{region}.myhuaweicloud.com"
REGIONS = frozenset(
    {
        "af-north-1",
        "af-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "cn-east-2",
        "cn-east-3",
        "cn-east-4",
        "cn-east-5",
        "cn-north-1",
        "cn-north-11",
        "cn-north-12",
        "cn-north-2",
        "cn-north-4",
        "cn-north-9",
        "cn-south-1",
        "cn-south-2",
        "cn-south-4",
        "cn-southwest-2",
        "cn-southwest-3",
        "la-north-2",
        "la-south-2",
        "me-east-1",
        "my-kualalumpur-1",
        "na-mexico-1",
        "ru-moscow-1",
        "sa-brazil-1",
        "tr-west-1",
    }
)

# Its x-kps-iam: the global endpoint, and regions with one of their own.
IAM_ENDPOINT = "https://iam.myhuaweicloud.com"
IAM_REGIONAL = "https://iam.{region}.myhuaweicloud.com"
IAM_REGIONS = frozenset(
    {
        "ae-ad-1",
        "af-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "cn-east-2",
        "cn-east-3",
        "cn-east-4",
        "cn-east-5",
        "cn-north-1",
        "cn-north-12",
        "cn-north-2",
        "cn-north-4",
        "cn-north-9",
        "cn-south-1",
        "cn-south-2",
        "cn-southwest-2",
        "eu-west-0",
        "la-north-2",
        "la-south-2",
        "me-east-1",
        "my-kualalumpur-1",
        "na-mexico-1",
        "ru-moscow-1",
        "sa-brazil-1",
        "tr-west-1",
    }
)
# fmt: on


def endpoint_of(region: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return the address of the service in a region; None if the region is not known.

    As with the vendor's SDKs, ``HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4`` in the environment goes before the table, and
    makes regions known that the table lacks. Of several addresses in it, the first is taken.
    """
    name = endpoint_variable(region)
    given = (os.environ if environ is None else environ).get(name, "").split(",")[0].strip()
    if given:
        return given if "://" in given else f"https://{given}"
    return ENDPOINT.format(region=region) if region in REGIONS else None


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
    return IAM_REGIONAL.format(region=region) if region in IAM_REGIONS else IAM_ENDPOINT
