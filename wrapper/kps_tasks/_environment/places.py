"""Where the service and IAM are, of the settings that were found, so that no credential leaves its cloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from kps_tasks_client import facts

from .._addresses import check_endpoint, check_iam, service_endpoint, unknown_iam
from .._errors import ConfigurationError
from .._regions import (
    IAM_VARIABLE,
    address,
    endpoint_of,
    endpoint_variable,
    host_of,
    iam_endpoint_of,
    is_stand_in,
    is_within,
)
from .._settings.names import FAMILIES, Family, Sourced


class IamUse(Enum):
    """Whether IAM will be asked."""

    NONE = "never"
    PERHAPS = "if a request is sent"
    NEEDED = "without it there is no client"


_OURS = FAMILIES[0]
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


def add_first(found: dict[str, Sourced], families: Sequence[Family], *names: str) -> None:
    """Add the first of each setting."""
    for name in names:
        given = next((family[name] for family in families if name in family), None)
        if given and name not in found:
            found[name] = given


def add_places(
    found: dict[str, Sourced],
    families: Sequence[Family],
    credential: Family,
    environ: Mapping[str, str],
    use: IamUse,
) -> None:
    """Add region, endpoint and the address of IAM.

    Raises:
        ConfigurationError: The endpoint is outside the cloud that is set; or IAM is used, and its address is not in the
            endpoint's cloud, or not known.
    """
    cloud = _add_endpoint(found, families, credential, environ)
    if "region" in found or "endpoint" in found:
        _add_iam(found, families, credential, cloud, use)


def _add_endpoint(
    found: dict[str, Sourced], families: Sequence[Family], credential: Family, environ: Mapping[str, str]
) -> str | None:
    """Add region and endpoint; return the domain of the cloud, where one is set.

    A region as argument takes precedence over every endpoint of the environment, and that of a family over those of
    the families behind it. The endpoint of a region is settled here, as a client would read the environment of the
    process.
    """
    place: Family = {}
    if "region" not in found:
        at = next((number for number, each in enumerate(families) if "region" in each), len(families))
        place = families[at] if at < len(families) else {}
        add_first(found, families[: at + 1], "region", "endpoint")
    cloud = _cloud(families, place, credential, found.get("endpoint"))
    region = found["region"].value if "region" in found else None
    if isinstance(region, str) and "endpoint" not in found:
        source, variable = found["region"].name, endpoint_variable(region)
        other = cloud if cloud and cloud.value not in facts.CLOUDS else None  # its hosts are in no table
        if endpoint := endpoint_of(region, environ, other.value if other else None):
            if environ.get(variable):
                source = variable
            elif other:
                source = f"{source}, {other.name}"
            found["endpoint"] = Sourced(source, endpoint)
    if cloud and "endpoint" in found:
        endpoint, source = str(found["endpoint"].value), found["endpoint"].name
        host = host_of(address(endpoint))
        if not is_stand_in(host) and not is_within(host, cloud.value):
            raise ConfigurationError(
                f"{cloud.name} is {cloud.value}, and the endpoint {endpoint} ({source}) is in another cloud: "
                "credentials are never sent to another cloud."
            )
    return cloud.value if cloud else None


def _cloud(families: Sequence[Family], place: Family, credential: Family, endpoint: Sourced | None) -> Sourced | None:
    """Return the domain of the cloud.

    What another tool's variable says holds for its own region and credential, and for an endpoint in that domain.
    """
    host = host_of(address(str(endpoint.value))) if endpoint else ""
    for family in families:
        given = family.get("cloud")
        if given is None:
            continue
        domain = str(given.value).strip().lower().strip(".")
        if given.name in _OURS or family is place or family is credential or is_within(host, domain):
            if not _DOMAIN.fullmatch(domain):
                example = list(facts.CLOUDS)[-1]
                raise ConfigurationError(
                    f"{given.name} {given.value!r} is not the domain of a cloud, such as {example}."
                )
            return Sourced(given.name, domain)
    return None


def _add_iam(
    found: dict[str, Sourced], families: Sequence[Family], credential: Family, cloud: str | None, use: IamUse
) -> None:
    """Add the address of IAM: one that is given, or else that of the endpoint's cloud, where it is known.

    What another tool's variable says holds for its own credential.
    """
    region = found["region"].value if "region" in found else None
    endpoint = service_endpoint(region, found["endpoint"].value if "endpoint" in found else None)
    if "endpoint" not in found:  # of a region that only the environment of the process knows
        found["endpoint"] = Sourced(found["region"].name, str(endpoint))
    for family in families:
        named = family.get("iam_endpoint")
        if named and (family is credential or named.name in _OURS or named.name == IAM_VARIABLE):
            found.setdefault("iam_endpoint", named)
    if given := found.get("iam_endpoint"):
        iam = check_endpoint(given.name, address(given.value) if isinstance(given.value, str) else given.value)
        found["iam_endpoint"] = Sourced(given.name, str(iam))
        if use is not IamUse.NONE:
            both_given = credential.get("iam_endpoint") is given and credential.get("endpoint") is found.get("endpoint")
            trusted = given.name in ("argument", *_OURS) or both_given
            check_iam(given.name, iam, endpoint, trusted=trusted)
    elif derived := iam_endpoint_of(str(endpoint), region, cloud):
        how = "the endpoint itself" if derived == str(endpoint) else "the endpoint's cloud"
        found["iam_endpoint"] = Sourced(f"{how} ({found['endpoint'].name})", derived)
    elif use is IamUse.NEEDED:
        raise unknown_iam(endpoint)
