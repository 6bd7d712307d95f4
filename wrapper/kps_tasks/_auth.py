"""Credentials, as httpx authentication: each is usable on any httpx client, sync and async."""

from __future__ import annotations

from collections.abc import Generator
from typing import NoReturn

from ._checks import check_token
from ._httpx import httpx


class StaticToken(httpx.Auth):
    """Authenticate with a token that you already have.

    Args:
        token: An IAM user token of the project, the ``X-Subject-Token`` of IAM's answer. It is sent as it is, in the
            ``X-Auth-Token`` header, and shown nowhere.

    Raises:
        ConfigurationError: The token is empty or has characters that cannot be sent.

    Example:
        ```python
        auth = StaticToken(os.environ["KPS_TOKEN"])
        ```
    """

    def __init__(self, token: str) -> None:
        self._token = check_token(token)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Set the header; httpx calls this for every request."""
        request.headers["X-Auth-Token"] = self._token
        yield request

    def redact(self, text: str) -> str:
        """Return *text* without the token, should a server have echoed it."""
        return text.replace(self._token, "[token]").replace(self._token.replace("/", r"\/"), "[token]")

    def __repr__(self) -> str:
        return "StaticToken('…')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("StaticToken cannot be pickled, as its token would be written in plain text.")
