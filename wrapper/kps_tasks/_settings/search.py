"""Search the families for a credential, and list the places that were searched."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .._errors import ConfigurationError
from .file import PROFILE, path_of, read_file
from .names import CREDENTIAL, Family, Sourced, credential_names, settings_by_family, variable_beside

ACCESS_KEY = ("access_key", "secret_key", "security_token")
METADATA = "KPS_METADATA"


def families_of(environ: Mapping[str, str], profile: str | None = None) -> list[dict[str, Sourced]]:
    """Return the settings found, family by family, in order of precedence.

    A profile that is given as an argument takes precedence over all variables; one named by ``KPS_PROFILE`` comes after
    our variables and before those of other tools. Without a profile, the file is not included: it is the last resort.
    """
    families = settings_by_family(environ)
    if profile:
        return [read_file(environ, profile), *families]
    if named := environ.get(PROFILE):
        return [families[0], read_file(environ, named), *families[1:]]
    return families


def first_access_key(environ: Mapping[str, str] | None = None, profile: str | None = None) -> dict[str, str]:
    """Return the parts of the first access key that the environment or the credentials file has.

    Raises:
        ConfigurationError: There is none, or a part of it is missing.
    """
    environ = os.environ if environ is None else environ
    families = families_of(environ, profile)
    having_one = (family for family in families if family.keys() & set(ACCESS_KEY))
    family: Family = next(having_one, {}) or read_file(environ)
    if not family.keys() & set(ACCESS_KEY):
        raise ConfigurationError(f"No access key. {searched_places(environ)}")
    demand({name: family[name] for name in ACCESS_KEY if name in family}, "access_key", "secret_key")
    return {name: family[name].value for name in ACCESS_KEY if name in family}


def demand(family: Family, *names: str) -> None:
    """Raise a `ConfigurationError` that names both parts if the family has only half of a credential."""
    given = [setting.name for name, setting in family.items() if name in CREDENTIAL]
    missing = [variable_beside(given[0], name) for name in names if name not in family]
    if missing:
        raise ConfigurationError(f"Incomplete credential: {_are(given)} set; missing: {' and '.join(missing)}.")


def _are(names: list[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"


def searched_places(environ: Mapping[str, str]) -> str:
    """Return the places where a credential is searched for, one per line."""
    path = path_of(environ)
    file = (
        f"{path} ({'no access key in it' if path.is_file() else 'not found'})" if path else "no file: HOME is not set"
    )
    places = "\n".join([*credential_names(), file, f"the server's metadata: used only with {METADATA}=1"])
    return f"Searched:\n{places}"
