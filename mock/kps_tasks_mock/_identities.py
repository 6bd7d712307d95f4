"""Who may request what: tokens, access keys, users and agencies. Immutable, like all state.

Times are whole milliseconds since the mock began.
"""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from kps_tasks_client import facts

ACTIONS = {operation: permission.alias.rpartition(":")[2] for operation, permission in facts.PERMISSIONS.items()}
"""Last part of the permission for an operation in role policies, as in `kps:domainKeypairs:gettask`."""

TOKEN_LIFE = 24 * 3600 * 1000
LOCKING_FAILURES = 5
LOCK_LIFE = 5 * 60 * 1000


@frozen
class Rights:
    """What an identity may do: in which projects (all if there is no list), and which operations."""

    projects: tuple[str, ...] | None = None
    actions: tuple[str, ...] = tuple(ACTIONS.values())

    def cover(self, project_id: str) -> bool:
        """Whether a project is included."""
        return self.projects is None or project_id in self.projects


@frozen
class Token:
    """A token for one project."""

    project_id: str
    actions: tuple[str, ...] = tuple(ACTIONS.values())
    expires: int | None = None
    expires_at: str = ""
    revoked: bool = False
    rights: Rights = field(init=False, repr=False)

    @rights.default
    def _(self) -> Rights:
        return Rights((self.project_id,), self.actions)


@frozen
class AccessKey:
    """An access key: permanent, or temporary with a security token."""

    secret_key: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    rights: Rights = field(factory=Rights)
    metadata: bool = False
    failures: int = 0
    locked_until: int = 0


@frozen
class User:
    """An IAM user of an account."""

    password: str = field(repr=False)
    account: str
    account_id: str
    rights: Rights = field(factory=Rights)


@frozen
class Agency:
    """An agency, by which an account delegates to others."""

    account: str
    account_id: str
    rights: Rights = field(factory=Rights)


@frozen
class Identities:
    """All identities: tokens, access keys by ID, users and agencies by name."""

    tokens: Mapping[str, Token] = field(factory=dict, repr=False)
    access_keys: Mapping[str, AccessKey] = field(factory=dict)
    users: Mapping[str, User] = field(factory=dict)
    agencies: Mapping[str, Agency] = field(factory=dict)
    issued: int = 0
    metadata_token: str = field(default="", repr=False)

    def with_token(self, text: str, token: Token) -> "Identities":
        """Add or replace a token."""
        return evolve(self, tokens={**self.tokens, text: token})

    def with_only_token(self, project_id: str, text: str) -> "Identities":
        """Replace all tokens of a project with one."""
        others = {other: token for other, token in self.tokens.items() if token.project_id != project_id}
        return evolve(self, tokens={**others, text: Token(project_id)})

    def without_token(self, text: str) -> "Identities":
        """Revoke a token, or all of them if it is empty."""
        revoked = {
            other: evolve(token, revoked=token.revoked or not text or other == text)
            for other, token in self.tokens.items()
        }
        return evolve(self, tokens=revoked)

    def with_use(self, access_key: str, accepted: bool, now: int) -> "Identities":
        """Record the use of a key; too many failures in a row lock it for a while."""
        key = self.access_keys[access_key]
        failures = 0 if accepted else key.failures + 1
        locked = now + LOCK_LIFE if failures >= LOCKING_FAILURES else key.locked_until
        changed = evolve(key, failures=0 if locked > now else failures, locked_until=locked)
        return evolve(self, access_keys={**self.access_keys, access_key: changed})
