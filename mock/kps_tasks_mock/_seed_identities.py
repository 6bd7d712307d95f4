"""Tokens, access keys, users and agencies of a seed.

```yaml
projects:
  0123456789abcdef0123456789abcdef:
    name: cn-north-4              # by which it is looked up
    tokens:
      - demo-token
      - {token: reader, permissions: [gettask], expires_seconds: 3600}
users:
  - {name: demo-user, password: demo-password, account: demo-account}
access_keys:                      # good for all projects, or for those listed
  - {access_key: DEMOACCESSKEY, secret_key: demo-secret-key, projects: [0123456789abcdef0123456789abcdef]}
  - {access_key: TEMPORARY, secret_key: s, security_token: t, metadata: true}  # what a server's metadata service gives
agencies:
  - {name: demo-agency, account: demo-account}
```
"""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from ._identities import ACTIONS, AccessKey, Agency, Identities, Rights, Token, User
from ._seed_parts import Part

IDENTITY_KEYS = ("access_keys", "users", "agencies")
_RIGHTS = ("projects", "permissions")
_EXPIRED = "1970-01-01T00:00:00.000000Z"

Given = Mapping[str, Part]
T = TypeVar("T")


def parse_identities(seed: Given, tokens: Mapping[str, Token], projects: Collection[str]) -> Identities:
    """Make the identities of a seed whose projects have these tokens."""

    def parse(key: str, name: str, keys: tuple[str, ...], make: Callable[[Given, Rights], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for part in seed[key].items() if key in seed else []:
            given = part.members((name, *keys, *_RIGHTS))
            if name not in given:
                part.refuse(f"needs '{name}'")
            if given[name].id() in made:
                given[name].refuse("is given twice")
            made[given[name].id()] = make(given, _rights(given, projects))
        return made

    return Identities(
        tokens,
        parse("access_keys", "access_key", ("secret_key", "security_token", "metadata"), _access_key),
        parse("users", "name", ("password", "account", "account_id"), _user),
        parse("agencies", "name", ("account", "account_id"), _agency),
    )


def parse_token(part: Part, project_id: str) -> tuple[str, Token]:
    """Make a token of its text, or of a mapping that says more of it."""
    if not isinstance(part.value, Mapping):
        return part.token(), Token(project_id)
    given = part.members(("token", "permissions", "expires_seconds"))
    if "token" not in given:
        part.refuse("needs 'token'")
    expires = given["expires_seconds"].milliseconds() if "expires_seconds" in given else None
    return given["token"].token(), Token(project_id, _actions(given), expires, _EXPIRED)


def _access_key(given: Given, rights: Rights) -> AccessKey:
    token = given["security_token"].token() if "security_token" in given else None
    metadata = "metadata" in given and given["metadata"].value is True
    return AccessKey(_needed(given, "access_key", "secret_key"), token, rights, metadata)


def _user(given: Given, rights: Rights) -> User:
    password, account = _needed(given, "name", "password"), _needed(given, "name", "account")
    return User(password, account, _account_id(given), rights)


def _agency(given: Given, rights: Rights) -> Agency:
    return Agency(_needed(given, "name", "account"), _account_id(given), rights)


def _account_id(given: Given) -> str:
    return given["account_id"].id() if "account_id" in given else "d" * 32


def _needed(given: Given, name: str, key: str) -> str:
    return given[key].id() if key in given else given[name].refuse(f"needs '{key}' beside it")


def _rights(given: Given, projects: Collection[str]) -> Rights:
    listed = tuple(part.one_of(projects) for part in given["projects"].items()) if "projects" in given else None
    return Rights(listed, _actions(given))


def _actions(given: Given) -> tuple[str, ...]:
    return tuple(part.one_of(ACTIONS) for part in given["permissions"].items()) if "permissions" in given else ACTIONS
