"""Sign requests with an access key."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from attrs import field, frozen

from .._checks import check_token
from .._http import clock
from .._httpx import httpx
from .secrets import Credential
from .signing import (
    DATE_FORMAT,
    UNSIGNED,
    authorization,
    canonical_query,
    canonical_request,
    pairs_of,
    signature,
)

# Headers that are signed if present. Others are not, because a proxy may change them.
_SIGNED = ("content-type", "host", "x-project-id", "x-sdk-content-sha256", "x-sdk-date", "x-security-token")


@frozen
class Keys:
    """An access key with its secret; a temporary one also has a security token."""

    access_key: str
    secret_key: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)


class AccessKeyAuth(Credential):
    """Sign each request with an access key (AK/SK, SDK-HMAC-SHA256).

    Every try is signed anew with the current time, because the service refuses a signature that is 15 minutes old.

    Args:
        access_key: Access key ID (AK).
        secret_key: Secret access key (SK). It is never sent or shown.
        security_token: Security token of a temporary access key.

    Raises:
        ConfigurationError: A part is empty or has characters that cannot be sent.

    Example:
        ```python
        auth = AccessKeyAuth(os.environ["HUAWEICLOUD_SDK_AK"], os.environ["HUAWEICLOUD_SDK_SK"])
        ```
    """

    requires_request_body = True
    signs = True

    def __init__(self, access_key: str, secret_key: str, security_token: str | None = None) -> None:
        check_token(access_key, "access key")
        check_token(secret_key, "secret key")
        if security_token is not None:
            check_token(security_token, "security token")
        super().__init__(secret_key, security_token)
        self._keys = Keys(access_key, secret_key, security_token)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, *, profile: str | None = None) -> AccessKeyAuth:
        """Create an instance from the first access key in the environment.

        It searches, in this order: the given *profile*, ``KPS_ACCESS_KEY``, the profile named by ``KPS_PROFILE``,
        ``HUAWEICLOUD_SDK_AK``, ``CLOUD_SDK_AK``, ``HW_ACCESS_KEY``, ``OS_ACCESS_KEY``, each with the other
        variables of its family, then ``~/.huaweicloud/credentials``.

        Args:
            environ: Mapping to read instead of the environment of the process.
            profile: Section of the credentials file.

        Raises:
            ConfigurationError: There is no access key, a part of it is missing, or the profile does not exist.
        """
        from .._settings.search import first_access_key

        return cls(**first_access_key(environ, profile))

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the request; httpx calls this each time it is sent."""
        sign(request, self._keys)
        yield request

    def __repr__(self) -> str:
        return f"AccessKeyAuth({self._keys.access_key!r}, …)"


def sign(request: httpx.Request, keys: Keys) -> None:
    """Add date, security token and signature to a request; its query is sent as signed."""
    date = clock.utc().strftime(DATE_FORMAT)
    added = {"x-sdk-date": date}
    if keys.security_token is not None:
        added["x-security-token"] = keys.security_token
    headers = {
        name: value.decode("utf-8", "surrogateescape")
        for raw_name, value in request.headers.raw
        if (name := raw_name.lower().decode("latin-1")) in _SIGNED
    } | added
    if not (headers.get("content-type") or "application/json").startswith(("application/json", "application/bson")):
        headers["x-sdk-content-sha256"] = added["x-sdk-content-sha256"] = UNSIGNED
    raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
    query = canonical_query(pairs_of(raw_query)) if raw_query else ""
    if query != raw_query:
        request.url = request.url.copy_with(query=query.encode("ascii"))
    canonical = canonical_request(
        request.method, raw_path, query, headers, request.content, headers.get("x-sdk-content-sha256")
    )
    added["authorization"] = authorization(keys.access_key, headers, signature(keys.secret_key, date, canonical))
    request.headers.update(added)
