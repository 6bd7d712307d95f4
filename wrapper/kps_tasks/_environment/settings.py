"""What a client is made of, as far as users have it in their environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from .._errors import ConfigurationError
from .._settings.file import read_file
from .._settings.names import CREDENTIAL, FAMILIES, Family, Sourced
from .._settings.search import METADATA, families_of, searched_places
from .credentials import TokenScope, credential_of, needs_iam
from .places import IamUse, add_first, add_places


@frozen(eq=False, repr=False)
class Settings:
    """Arguments of a client, and where each was found."""

    arguments: dict[str, Any]
    sources: dict[str, str]


def settings(
    environ: Mapping[str, str] | None,
    overrides: Mapping[str, object],
    metadata: bool = False,
    profile: str | None = None,
) -> Settings:
    """Return *overrides*, and for what they leave out what the environment has.

    Raises:
        ConfigurationError: Something is missing; the message names all of it.
    """
    environ = os.environ if environ is None else environ
    # No retries are a wish of their own; None is nothing given in all else.
    given = {name: value for name, value in overrides.items() if value is not None or name == "retry"}
    found = {name: Sourced("argument", value) for name, value in given.items()}
    families = families_of(environ, profile)
    having_one = (family for family in families if family.keys() & CREDENTIAL)
    credential = {} if "auth" in found else next(having_one, {}) or read_file(environ)
    whole = _our_agency(families) | dict(credential)
    add_first(found, families, "project_id", "project_name")
    add_first(found, [credential], "project_id")
    problems = _try(lambda: add_places(found, [*families, credential], credential, environ, _use_of_iam(whole, found)))
    problems += _missing(found)
    if "auth" not in found:
        problems += _try(lambda: _add_credential(found, environ, whole, metadata))
    if problems:
        raise ConfigurationError("\n".join(problems))
    return Settings(
        {name: each.value for name, each in found.items()}, {name: each.name for name, each in found.items()}
    )


def _use_of_iam(credential: Family, found: Mapping[str, Sourced]) -> IamUse:
    if needs_iam(credential):
        return IamUse.NEEDED
    if "project_id" in found:
        return IamUse.NONE
    # A token is worth having a client for, which may never look anything up; of a credential that is given the client
    # knows more.
    return IamUse.PERHAPS if "token" in credential or "auth" in found else IamUse.NEEDED


def _missing(found: Mapping[str, Sourced]) -> list[str]:
    """Say what is not set; a region is enough, as its project can be looked up."""
    if found.keys() & {"region", "project_id", "project_name"}:
        return [] if found.keys() & {"region", "endpoint"} else ["Not set: KPS_REGION or KPS_ENDPOINT."]
    if "endpoint" in found:
        return ["Not set: KPS_PROJECT_ID, or KPS_REGION to look it up."]
    return ["Not set: KPS_REGION, or KPS_ENDPOINT and KPS_PROJECT_ID."]


def _try(step: Callable[[], None]) -> list[str]:
    """Return what is wrong."""
    try:
        step()
    except ConfigurationError as error:
        return [str(error)]
    return []


def _our_agency(families: Sequence[Family]) -> dict[str, Sourced]:
    """Return the agency of our own variables, which is for whatever credential there is."""
    every = (family.get(name) for family in families for name in ("agency", "agency_account"))
    return {FAMILIES[0][given.name]: given for given in every if given and given.name in FAMILIES[0]}


def _add_credential(found: dict[str, Sourced], environ: Mapping[str, str], credential: Family, metadata: bool) -> None:
    """Add the credential of the family that has one, or the one of the server that this runs on."""
    if credential.keys() & CREDENTIAL:
        names = ("project_id", "project_name", "region", "iam_endpoint")
        scope = {name: found[name].value for name in names if name in found}
        found["auth"] = credential_of(credential, TokenScope(**scope))
    elif metadata or environ.get(METADATA, "").lower() in ("1", "true", "yes", "on"):
        from .._auth.metadata import MetadataAuth

        found["auth"] = Sourced("metadata of the server", MetadataAuth())
    else:
        raise ConfigurationError(f"No credential. {searched_places(environ)}")
