"""A token that the user already has."""

from __future__ import annotations

from collections.abc import Generator

from kps_tasks_client import facts

from .._checks import check_token
from .._httpx import httpx
from .secrets import Credential


class StaticToken(Credential):
    """Authenticate with a token that you already have.

    Args:
        token: An IAM user token of the project, the ``X-Subject-Token`` of IAM's response. It is sent unchanged in the
            ``X-Auth-Token`` header and never shown.

    Raises:
        ConfigurationError: The token is empty or has characters that cannot be sent.

    Example:
        ```python
        auth = StaticToken(os.environ["KPS_TOKEN"])
        ```
    """

    def __init__(self, token: str) -> None:
        self._token = check_token(token)
        super().__init__(self._token)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Set the header; httpx calls this for every request."""
        request.headers[facts.TOKEN_HEADER] = self._token
        yield request
