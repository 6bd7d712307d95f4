"""Temporary access keys of a cloud server's agency."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from .._addresses import check_endpoint
from .._checks import check_token
from .._errors import InvalidResponseError, NotFoundError
from .._http import clock
from .._http.exchange import response_of
from .._http.httpx_client import METADATA
from .._http.response import unusable
from .._httpx import httpx
from .access_key import Keys, sign
from .iam import read_response, side_request
from .iam_times import time_of
from .renewed import Held, RenewedAuth

_SECONDS = 3.0  # it responds at once or does not exist
_TOKEN_LIFE = "21600"  # noqa: S105  # seconds, as a header; the token is used once
_LIFE = 900.0  # seconds that a key is assumed valid if the response does not say
_ADVICE = "Assign an agency to the server, in the server's settings in the console."


class MetadataAuth(RenewedAuth[Keys]):
    """Sign each request with the temporary access key of the cloud server (ECS) that this runs on.

    The key belongs to the agency of the server. It is fetched from the server's metadata service when the first request
    needs it, and renewed before it expires.

    Args:
        endpoint: Address of the metadata service.

    Example:
        ```python
        with Client("cn-north-4", auth=MetadataAuth()) as kps:
            print(len(list(kps.tasks.list_running())))
        ```
    """

    signs = True

    def __init__(self, endpoint: str = METADATA) -> None:
        super().__init__()
        self._url = str(check_endpoint("endpoint", endpoint)).rstrip("/")

    def _fetch(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, Held[Keys]]:
        headers = {"X-Metadata-Token-Ttl-Seconds": _TOKEN_LIFE}
        response = yield self._quick(request, "PUT", "/meta-data/latest/api/token", headers)
        token = response.text.strip() if response.status_code == 200 else ""
        self._add_secret(token)  # an older metadata service issues none and requires none
        headers = {"X-Metadata-Token": token} if token.isascii() and token.isprintable() and token else {}
        response = yield self._quick(request, "GET", "/openstack/latest/securitykey", headers)
        said = self._read(response).get("credential")
        said = said if isinstance(said, dict) else {}
        values = [said.get(name) for name in ("access", "secret", "securitytoken")]
        if not all(isinstance(value, str) and value for value in values):
            raise unusable(response_of(response, b"", self.redact), "it lacks access, secret or securitytoken")
        for value in values:
            check_token(value)
        keys = Keys(*map(str, values))
        self._add_secret(keys.secret_key)
        self._add_secret(keys.security_token)
        expires = time_of(said.get("expires_at"))
        life = (expires - clock.utc()).total_seconds() if expires else _LIFE
        return Held.of(keys, max(0.0, life))

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        """Return the JSON object of the response. An error does not show the body, which may contain a key."""
        if response.status_code != 200:
            response = httpx.Response(response.status_code, headers=response.headers, request=response.request)
        try:
            return read_response(response, self.redact, _ADVICE)
        except NotFoundError as error:
            error.hint = _ADVICE
            raise
        except InvalidResponseError as error:
            raise unusable(response_of(response, b"", self.redact), "it is not a JSON object") from error.__cause__

    def _apply(self, request: httpx.Request, value: Keys) -> None:
        sign(request, value)

    def _quick(self, cause: httpx.Request, method: str, path: str, headers: dict[str, str]) -> httpx.Request:
        request = side_request(cause, method, self._url + path, headers=headers)
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        return request
