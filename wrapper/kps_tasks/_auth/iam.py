"""Tokens of IAM, the vendor's identity service: what is asked, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import Any

from .._checks import check_endpoint, check_text, check_token
from .._errors import APIError, BadRequestError, ConfigurationError, InvalidResponseError, NotFoundError
from .._http.exchange import response_of
from .._http.response import read_object, unusable
from .._httpx import httpx
from .._regions import iam_endpoint_of
from .._version import __version__
from .renewed import Held, RenewedAuth

_LIFE = 1800.0  # seconds that a token is held for good when the answer does not say; the service gives 24 hours


class TokenAuth(RenewedAuth[str]):
    """Authentication with a token that IAM gives."""

    def __init__(
        self,
        *secrets: str | None,
        project_id: str | None,
        project_name: str | None,
        iam_endpoint: str | None,
    ) -> None:
        super().__init__(*secrets)
        if project_id is None and project_name is None:
            raise ConfigurationError(
                f"{type(self).__name__} needs the project that the token is for: give project_id or project_name "
                "(the first project of a region is called like the region, cn-north-4 for example)."
            )
        if project_id is not None:
            self._project = {"id": check_text("project_id", project_id)}
        else:
            self._project = {"name": check_text("project_name", project_name)}
        self._url = check_endpoint(None, iam_endpoint or iam_endpoint_of(None))

    def _apply(self, request: httpx.Request, value: str) -> None:
        request.headers["X-Auth-Token"] = value

    def _token_request(self, cause: httpx.Request, identity: dict[str, Any]) -> httpx.Request:
        """Make the request for a token, with the time limits of the request that needs it."""
        return side_request(
            cause,
            "POST",
            f"{str(self._url).rstrip('/')}/v3/auth/tokens?nocatalog=true",
            json={"auth": {"identity": identity, "scope": {"project": self._project}}},
        )

    def _read_token(self, response: httpx.Response, advice: str) -> Held[str]:
        """Return the token of an answer. Its body is never shown, as it may have the token, too."""
        token = response.headers.get("X-Subject-Token", "")
        self._conceal(token)
        if response.is_success and response.status_code != 201:
            raise unusable(response_of(response, b"", self.redact), f"its status is {response.status_code}, not 201")
        try:
            body = read_response(response, self.redact, advice, expected_status=201)
        except (BadRequestError, NotFoundError) as error:
            project = " ".join(f"{name} {value!r}" for name, value in self._project.items())
            error.hint = f"Check the project with the {project}, and the address of IAM."
            raise
        except InvalidResponseError as error:
            raise unusable(response_of(response, b"", self.redact), "it is no JSON object") from error.__cause__
        if not token:
            raise unusable(response_of(response, b"", self.redact), "it has no X-Subject-Token header")
        check_token(token)
        said = body.get("token")
        return Held.of(token, life_of(said if isinstance(said, dict) else {}))


def side_request(cause: httpx.Request, method: str, url: str, **options: Any) -> httpx.Request:
    """Make a request that another one needs first; it has the same time limits."""
    headers = {"Accept": "application/json", "User-Agent": f"kps-tasks/{__version__}"} | options.pop("headers", {})
    timeout = {name: value for name, value in cause.extensions.items() if name == "timeout"}
    return httpx.Request(method, url, headers=headers, extensions=timeout, **options)


def read_response(
    response: httpx.Response, redact: Callable[[str], str], advice: str, expected_status: int = 200
) -> dict[str, Any]:
    """Return the JSON object of a response; of a refusal of the credential say what to do."""
    try:
        return read_object(response_of(response, response.content, redact), expected_status)
    except APIError as error:
        if error.status_code in (401, 403):
            error.hint = advice
        raise


def life_of(said: dict[str, Any]) -> float:
    """Return the seconds from issue to expiry; both are the issuer's, so that this machine's clock does not matter."""
    issued, expires = time_of(said.get("issued_at")), time_of(said.get("expires_at"))
    if issued is None or expires is None:
        return _LIFE
    return max(0.0, (expires - issued).total_seconds())


def time_of(text: object) -> datetime | None:
    """Return a time as IAM writes it, with microseconds or without; None if it is none."""
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time is None or time.tzinfo else None


Steps = Generator[httpx.Request, httpx.Response, Held[str]]
