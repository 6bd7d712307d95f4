"""From settings of one family to a credential."""

from __future__ import annotations

from attrs import frozen

from .._auth.static import StaticToken
from .._errors import ConfigurationError
from .._httpx import httpx
from .._settings.names import Family, Sourced, variable_beside
from .._settings.search import ACCESS_KEY, demand


@frozen(eq=False, repr=False)
class TokenScope:
    """Which project a token is fetched for, and where."""

    project_id: str | None = None
    project_name: str | None = None
    region: str | None = None
    iam_endpoint: str | None = None

    def arguments(self) -> dict[str, str | None]:
        """Return what a credential that fetches tokens needs to know."""
        name = None if self.project_id else self.project_name or self.region
        return {"project_id": self.project_id, "project_name": name, "iam_endpoint": self.iam_endpoint}


def needs_iam(family: Family) -> bool:
    """Whether the credential of a family is one that asks IAM for tokens."""
    by_password = bool(family.keys() & {"username", "password"}) and not family.keys() & {"token", *ACCESS_KEY}
    return by_password or bool(family.keys() & {"agency", "agency_account"})


def credential_of(family: Family, scope: TokenScope) -> Sourced:
    """Return the credential of a family that has at least a part of one.

    Raises:
        ConfigurationError: The other part is missing; the message names both.
    """
    used = _kind(family)
    values = {name: family[name].value for name in used if name in family}
    names = [family[name].name for name in values]
    auth: httpx.Auth
    if "token" in used:
        auth = StaticToken(values["token"])
    elif "access_key" in used:
        from .._auth.access_key import AccessKeyAuth  # here and below, as a command uses one kind of them

        auth = AccessKeyAuth(**values)
    else:
        from .._auth.password import PasswordAuth

        auth = PasswordAuth(
            values["username"],
            values["password"],
            values.get("account"),
            account_id=values.get("account_id"),
            **scope.arguments(),
        )
    if family.keys() & {"agency", "agency_account"}:
        owner = family.get("agency_account")
        if owner is None or "agency" not in family:
            name = family["agency"].name if owner is None else owner.name
            other = variable_beside(name, "agency_account" if owner is None else "agency")
            raise ConfigurationError(f"Incomplete agency: {name} is set, {other} is missing.")
        from .._auth.agency import AgencyAuth

        names += [family["agency"].name]
        auth = AgencyAuth(auth, family["agency"].value, owner.value, **scope.arguments())
    return Sourced(", ".join(names), auth)


def _kind(family: Family) -> tuple[str, ...]:
    """Return the settings that make the credential: of a token, else of an access key, else of a user."""
    if "token" in family:
        return ("token",)
    if family.keys() & set(ACCESS_KEY):
        demand(family, "access_key", "secret_key")
        return ACCESS_KEY
    demand(family, "username", "password")
    if not family.keys() & {"account", "account_id"}:
        demand(family, "username", "password", "account")
    return ("username", "password", "account_id" if "account_id" in family else "account")
