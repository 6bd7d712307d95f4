"""Tokens of an agency, which lets one account or user act for another."""

from __future__ import annotations

from collections.abc import Generator

from .._checks import check_text
from .._errors import ConfigurationError
from .._httpx import httpx
from .iam import TokenAuth, TokenFlow
from .password import account_of
from .secrets import Credential

_ADVICE = (
    "Check the name of the agency and of the account that created it, and that the source credential may act for it "
    "(IAM permission Agent Operator)."
)


class AgencyAuth(TokenAuth):
    """Authenticate as an agency, with a token that IAM issues for another credential (``assume_role``).

    The token is fetched, renewed and kept as with `PasswordAuth`.

    Args:
        source: The credential that may act for the agency: `StaticToken`, `PasswordAuth`, `AccessKeyAuth` and so on.
        agency: Name of the agency.
        account: Name of the account that created the agency ("domain name" in the vendor's API).
        account_id: ID of that account, instead of its name.
        project_id: Project that the token is for; defaults to the client's. It belongs to the delegating account.
        project_name: Name of that project instead.
        iam_endpoint: Address of IAM, as with `PasswordAuth`; also used for *source* if that has none.

    Raises:
        ConfigurationError: A setting is missing or unusable.

    Example:
        ```python
        auth = AgencyAuth(AccessKeyAuth.from_env(), "auditors", "their-company", project_name="cn-north-4")
        ```
    """

    def __init__(
        self,
        source: httpx.Auth,
        agency: str,
        account: str | None = None,
        *,
        account_id: str | None = None,
        project_id: str | None = None,
        project_name: str | None = None,
        iam_endpoint: str | None = None,
    ) -> None:
        if not isinstance(source, httpx.Auth):
            raise ConfigurationError("AgencyAuth needs the credential that acts for the agency, as source.")
        super().__init__(project_id=project_id, project_name=project_name, iam_endpoint=iam_endpoint)
        self._source = source
        domain = account_of("AgencyAuth", account, account_id)
        self._role = {"agency_name": check_text("agency", agency)} | {f"domain_{key}": domain[key] for key in domain}

    def __repr__(self) -> str:
        return f"AgencyAuth({self._source!r}, {self._role['agency_name']!r}, …)"

    def _bind(self, endpoint: httpx.URL, iam: httpx.URL | None = None) -> None:
        super()._bind(endpoint, iam)
        if isinstance(self._source, Credential):
            self._source._bind(endpoint, self._iam)

    def _fetch(self, request: httpx.Request) -> TokenFlow:
        identity = {"methods": ["assume_role"], "assume_role": self._role}
        response = yield from send_with(self._source, self._token_request(request, identity))
        return self._read_token(response, _ADVICE)

    def redact(self, text: str) -> str:
        """Return *text* without the secrets of this credential and of its source."""
        redacted = super().redact(text)
        return str(getattr(self._source, "redact", str)(redacted))


def send_with(auth: httpx.Auth, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
    """Send a request with a credential as httpx does; return the response."""
    flow = auth.auth_flow(request)
    wanted = next(flow)
    while True:
        response = yield wanted
        try:
            wanted = flow.send(response)
        except StopIteration:
            return response
