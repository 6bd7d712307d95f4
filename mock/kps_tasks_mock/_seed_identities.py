"""Tokens, access keys, users and agencies of a seed.

```yaml
projects:
  0123456789abcdef0123456789abcdef:
    name: cn-north-4              # the name for look-ups
    tokens:
      - demo-token
      - {token: reader, permissions: [gettask], expires_seconds: 3600}
users:
  - {name: demo-user, password: demo-password, account: demo-account}
access_keys:                      # valid for all projects, or for those listed
  - {access_key: DEMOACCESSKEY, secret_key: demo-secret-key, projects: [0123456789abcdef0123456789abcdef]}
  - {access_key: TEMPORARY, secret_key: s, security_token: t, metadata: true}  # what a server's metadata service gives
agencies:
  - {name: demo-agency, account: demo-account}
```
"""

from collections.abc import Callable, Collection, Mapping

from ._identities import ACTIONS, AccessKey, Agency, Identities, Rights, Token, User
from ._seed_parts import Members, Part, T, items_of, value_of

IDENTITY_KEYS = ("access_keys", "users", "agencies")
_RIGHTS = ("projects", "permissions")
_EXPIRED = "1970-01-01T00:00:00.000000Z"


def parse_identities(seed: Members, tokens: Mapping[str, Token], projects: Collection[str]) -> Identities:
    """Create the identities of a seed whose projects have these tokens."""

    def parse(key: str, name: str, keys: tuple[str, ...], make: Callable[[Members, Rights], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for part in items_of(seed, key):
            members = part.members((name, *keys, *_RIGHTS))
            if name not in members:
                part.refuse(f"needs '{name}'")
            if members[name].id() in made:
                members[name].refuse("is given twice")
            made[members[name].id()] = make(members, _rights(members, projects))
        return made

    return Identities(
        tokens,
        parse("access_keys", "access_key", ("secret_key", "security_token", "metadata"), _access_key),
        parse("users", "name", ("password", "account", "account_id"), _user),
        parse("agencies", "name", ("account", "account_id"), _agency),
    )


def parse_token(part: Part, project_id: str, now: int) -> tuple[str, Token]:
    """Create a token from its text, or from a mapping with more details."""
    if not isinstance(part.value, Mapping):
        return part.token(), Token(project_id)
    members = part.members(("token", "permissions", "expires_seconds", "revoked"))
    if "token" not in members:
        part.refuse("needs 'token'")
    life = value_of(members, "expires_seconds", Part.milliseconds, None)
    expires = None if life is None else now + life
    revoked = value_of(members, "revoked", lambda part: part.of_type("boolean") is True, False)
    return members["token"].token(), Token(project_id, _actions(members), expires, _EXPIRED, revoked)


def _access_key(members: Members, rights: Rights) -> AccessKey:
    token = value_of(members, "security_token", Part.token, None)
    metadata = value_of(members, "metadata", lambda part: part.value is True, False)
    return AccessKey(_needed(members, "access_key", "secret_key"), token, rights, metadata)


def _user(members: Members, rights: Rights) -> User:
    password, account = _needed(members, "name", "password"), _needed(members, "name", "account")
    return User(password, account, _account_id(members), rights)


def _agency(members: Members, rights: Rights) -> Agency:
    return Agency(_needed(members, "name", "account"), _account_id(members), rights)


def _account_id(members: Members) -> str:
    return value_of(members, "account_id", Part.id, "d" * 32)


def _needed(members: Members, name: str, key: str) -> str:
    return members[key].id() if key in members else members[name].refuse(f"needs '{key}' as well")


def _rights(members: Members, projects: Collection[str]) -> Rights:
    listed = value_of(members, "projects", lambda part: _each_of(part, projects), None)
    return Rights(listed, _actions(members))


def _actions(members: Members) -> tuple[str, ...]:
    known = tuple(ACTIONS.values())
    return value_of(members, "permissions", lambda part: _each_of(part, known), known)


def _each_of(part: Part, known: Collection[str]) -> tuple[str, ...]:
    return tuple(item.one_of(known) for item in part.items())
