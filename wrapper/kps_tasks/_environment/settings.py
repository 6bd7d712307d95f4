"""What a client is made of, as far as users have it in their environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from .._errors import ConfigurationError
from .._regions import address, endpoint_of, endpoint_variable, iam_endpoint_of
from .._settings.file import read_file
from .._settings.names import CREDENTIAL, Family, Sourced, settings_by_family
from .._settings.search import METADATA, searched_places
from .credentials import TokenScope, credential_of


@frozen
class Settings:
    """Arguments of a client, and where each was found."""

    arguments: dict[str, Any]
    sources: dict[str, str]


def settings(environ: Mapping[str, str] | None, overrides: Mapping[str, Any], metadata: bool = False) -> Settings:
    """Return *overrides*, and for what they leave out what the environment has.

    Raises:
        ConfigurationError: Something is missing; the message names all of it.
    """
    environ = os.environ if environ is None else environ
    found = {name: Sourced("argument", value) for name, value in overrides.items() if value is not None}
    families = settings_by_family(environ)
    where = () if "region" in found else ("region", "endpoint")  # a region as argument takes precedence
    _add(found, families, ("project_id", "project_name", *where))
    _move_endpoint(found, environ)
    problems = _missing(found)
    if "auth" not in found:
        try:
            _add_credential(found, environ, families, metadata)
        except ConfigurationError as error:
            problems.append(str(error))
    if problems:
        raise ConfigurationError("\n".join(problems))
    return Settings(
        {name: given.value for name, given in found.items()}, {name: given.name for name, given in found.items()}
    )


def _add(found: dict[str, Sourced], families: list[dict[str, Sourced]], names: tuple[str, ...]) -> None:
    """Add the first of each."""
    for name in names:
        given = next((family[name] for family in families if name in family), None)
        if given and name not in found:
            found[name] = given


def _move_endpoint(found: dict[str, Sourced], environ: Mapping[str, str]) -> None:
    """Resolve the endpoint of a region here, as a client would read the environment of the process."""
    region = found["region"].value if "region" in found else None
    endpoint = endpoint_of(region, environ) if isinstance(region, str) and "endpoint" not in found else None
    if endpoint:
        moved = environ.get(endpoint_variable(str(region)))
        found["endpoint"] = Sourced(endpoint_variable(str(region)) if moved else found["region"].name, endpoint)


def _missing(found: Mapping[str, Sourced]) -> list[str]:
    """Say what is not set; a region is enough, as its project can be looked up."""
    if found.keys() & {"region", "project_id", "project_name"}:
        return [] if found.keys() & {"region", "endpoint"} else ["Not set: KPS_REGION or KPS_ENDPOINT."]
    if "endpoint" in found:
        return ["Not set: KPS_PROJECT_ID, or KPS_REGION to look it up."]
    return ["Not set: KPS_REGION, or KPS_ENDPOINT and KPS_PROJECT_ID."]


def _add_credential(
    found: dict[str, Sourced], environ: Mapping[str, str], families: list[dict[str, Sourced]], metadata: bool
) -> None:
    """Add the credential of the first family that has one, with what else the credentials file has."""
    having_one = [family for family in families if family.keys() & CREDENTIAL]
    family: Family = having_one[0] if having_one else read_file(environ)
    if "project_id" in family and "project_id" not in found:
        found["project_id"] = family["project_id"]
    _add_iam(found, families, family)
    if family.keys() & CREDENTIAL:
        family = _agency(families[0]) | dict(family)
        scope = {name: found[name].value for name in ("project_id", "project_name", "region") if name in found}
        found["auth"] = credential_of(family, TokenScope(**scope, iam_endpoint=found["iam_endpoint"].value))
    elif metadata or environ.get(METADATA, "").lower() in ("1", "true", "yes", "on"):
        from .._auth.metadata import MetadataAuth

        found["auth"] = Sourced("metadata of the server", MetadataAuth())
    else:
        raise ConfigurationError(f"No credential. {searched_places(environ)}")


def _agency(family: Family) -> dict[str, Sourced]:
    """Return the agency of our own variables, which is for whatever credential there is."""
    return {name: family[name] for name in ("agency", "agency_account") if name in family}


def _add_iam(found: dict[str, Sourced], families: list[dict[str, Sourced]], family: Family) -> None:
    """Settle where IAM is: another family's address would be shown this one's password."""
    _add(found, [*families[:2], dict(family)], ("iam_endpoint",))
    if "iam_endpoint" not in found:
        region = found["region"].value if "region" in found else None
        found["iam_endpoint"] = Sourced("region" if region else "default", iam_endpoint_of(region, {}))
    name, url = found["iam_endpoint"].name, str(found["iam_endpoint"].value)
    found["iam_endpoint"] = Sourced(name, address(url))
