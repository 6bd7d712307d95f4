"""Tokens for a user and a password."""

from __future__ import annotations

from .._checks import check_text, is_unicode
from .._errors import ConfigurationError
from .._httpx import httpx
from .iam import TokenAuth, TokenFlow

_ADVICE = (
    "Check user name, password and account: the user is an IAM user of the account, and the account's name is what "
    'the vendor calls "domain". An account that was upgraded to a HUAWEI ID cannot get a token with its own password; '
    "create an IAM user in it."
)


class PasswordAuth(TokenAuth):
    """Authenticate with a token that IAM issues for a user name and a password.

    The token is fetched when the first request needs it, only once even if many requests wait, renewed five minutes
    before it expires, and renewed once when the service reports that it has expired. A token is valid for 24 hours.

    Args:
        username: Name of the IAM user.
        password: The user's password. It is sent only to IAM and never shown.
        account: Name of the account that the user belongs to. The vendor's API calls it "domain name"; it is not a host
            name. The console shows it under *My Credentials* as *Account Name*.
        account_id: ID of the account, instead of its name.
        project_id: Project that the token is for; defaults to the client's.
        project_name: Name of that project instead. The first project of a region has the region's name.
        iam_endpoint: Address of IAM. Defaults to the client's, then to the environment variable
            ``HUAWEICLOUD_SDK_IAM_ENDPOINT``, then to IAM in the cloud of the endpoint:
            ``iam.cn-north-4.myhuaweicloud.com`` for ``kms.cn-north-4.myhuaweicloud.com``, and the endpoint itself on
            this machine.

    Raises:
        ConfigurationError: A setting is missing or unusable; or, on use, the endpoint is in a cloud whose IAM is not
            known, or in another cloud than before.

    If no token can be fetched, the request raises the `KpsError` that says why: `AuthenticationError` for a wrong
    password.

    Example:
        ```python
        auth = PasswordAuth("robot", os.environ["PASSWORD"], "my-company", project_name="cn-north-4")
        ```
    """

    def __init__(
        self,
        username: str,
        password: str,
        account: str | None = None,
        *,
        account_id: str | None = None,
        project_id: str | None = None,
        project_name: str | None = None,
        iam_endpoint: str | None = None,
    ) -> None:
        if not isinstance(password, str) or not password or not is_unicode(password):
            raise ConfigurationError("The password is empty or not a string.")
        super().__init__(password, project_id=project_id, project_name=project_name, iam_endpoint=iam_endpoint)
        user = {"name": check_text("username", username), "password": password}
        self._user = user | {"domain": account_of("PasswordAuth", account, account_id)}

    def __repr__(self) -> str:
        return f"PasswordAuth({self._user['name']!r}, …)"

    def _fetch(self, request: httpx.Request) -> TokenFlow:
        response = yield self._token_request(request, {"methods": ["password"], "password": {"user": self._user}})
        return self._read_token(response, _ADVICE)


def account_of(who: str, account: str | None, account_id: str | None) -> dict[str, str]:
    """Return the account as IAM expects it; IAM calls it domain."""
    if account_id is not None:
        return {"id": check_text("account_id", account_id)}
    if account is None:
        raise ConfigurationError(f'{who} needs the account: its name, which the vendor calls "domain name", or its ID.')
    return {"name": check_text("account", account)}
