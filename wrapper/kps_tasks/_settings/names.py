"""The families of environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen(eq=False, repr=False)
class Sourced:
    """A value, and the name of the variable or other source that it comes from."""

    name: str
    value: Any = field(repr=False)


Family = Mapping[str, Sourced]

# A family that has one of these provides the credential.
CREDENTIAL = frozenset({"token", "access_key", "secret_key", "security_token", "username", "password"})

# The setting of each variable, family by family, in order of precedence.
FAMILIES: tuple[dict[str, str], ...] = (
    {
        "KPS_TOKEN": "token",
        "KPS_ACCESS_KEY": "access_key",
        "KPS_SECRET_KEY": "secret_key",
        "KPS_SECURITY_TOKEN": "security_token",
        "KPS_USERNAME": "username",
        "KPS_PASSWORD": "password",
        "KPS_ACCOUNT": "account",
        "KPS_ACCOUNT_ID": "account_id",
        "KPS_AGENCY": "agency",
        "KPS_AGENCY_ACCOUNT": "agency_account",
        "KPS_PROJECT_ID": "project_id",
        "KPS_PROJECT_NAME": "project_name",
        "KPS_REGION": "region",
        "KPS_ENDPOINT": "endpoint",
        "KPS_IAM_ENDPOINT": "iam_endpoint",
        "KPS_CLOUD": "cloud",
    },
    {
        "HUAWEICLOUD_SDK_AK": "access_key",
        "HUAWEICLOUD_SDK_SK": "secret_key",
        "HUAWEICLOUD_SDK_SECURITY_TOKEN": "security_token",
        "HUAWEICLOUD_SDK_PROJECT_ID": "project_id",
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": "iam_endpoint",
    },
    {
        "CLOUD_SDK_AK": "access_key",
        "CLOUD_SDK_SK": "secret_key",
    },
    {
        "HW_AUTH_TOKEN": "token",
        "HW_ACCESS_KEY": "access_key",
        "HW_SECRET_KEY": "secret_key",
        "HW_SECURITY_TOKEN": "security_token",
        "HW_USER_NAME": "username",
        "HW_USER_PASSWORD": "password",
        "HW_DOMAIN_NAME": "account",
        "HW_DOMAIN_ID": "account_id",
        "HW_ASSUME_ROLE_AGENCY_NAME": "agency",
        "HW_ASSUME_ROLE_DOMAIN_NAME": "agency_account",
        "HW_PROJECT_ID": "project_id",
        "HW_PROJECT_NAME": "project_name",
        "HW_REGION_NAME": "region",
        "HW_AUTH_URL": "iam_endpoint",
        "HW_CLOUD": "cloud",
    },
    {
        "OS_AUTH_TOKEN": "token",
        "OS_ACCESS_KEY": "access_key",
        "OS_SECRET_KEY": "secret_key",
        "OS_SECURITY_TOKEN": "security_token",
        "OS_USERNAME": "username",
        "OS_PASSWORD": "password",
        "OS_USER_DOMAIN_NAME": "account",
        "OS_USER_DOMAIN_ID": "account_id",
        "OS_DOMAIN_NAME": "account",
        "OS_PROJECT_ID": "project_id",
        "OS_TENANT_ID": "project_id",
        "OS_PROJECT_NAME": "project_name",
        "OS_TENANT_NAME": "project_name",
        "OS_REGION_NAME": "region",
        "OS_AUTH_URL": "iam_endpoint",
    },
)


def settings_by_family(environ: Mapping[str, str]) -> list[dict[str, Sourced]]:
    """Return the settings that each family has."""
    return [_read(environ, family) for family in FAMILIES]


def _read(environ: Mapping[str, str], family: Mapping[str, str]) -> dict[str, Sourced]:
    found: dict[str, Sourced] = {}
    for variable, name in family.items():
        value = environ.get(variable)
        if value and name not in found:
            found[name] = Sourced(variable, value)
    return found


def variable_beside(name: str, setting: str) -> str:
    """Return the name of a setting in the family, or in the file, of the variable *name*."""
    for family in FAMILIES:
        if name in family:
            return next((variable for variable, other in family.items() if other == setting), setting)
    return setting.replace("_", " ")


def credential_names() -> list[str]:
    """Return the variables of credentials, one line per family."""
    return [_names({name: variable for variable, name in reversed(family.items())}) for family in FAMILIES]


def _names(variables: Mapping[str, str]) -> str:
    ways = [(variables.get("token"),), (variables.get("access_key"), variables.get("secret_key"))]
    ways += [(variables.get("username"), variables.get("password"), variables.get("account"))]
    return ", or ".join(" + ".join(name for name in way if name) for way in ways if way[0])
