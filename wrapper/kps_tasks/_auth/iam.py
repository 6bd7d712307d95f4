"""Request tokens from IAM, the vendor's identity service, and read its responses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Any

from kps_tasks_client import facts

from .._addresses import check_endpoint, check_iam, iam_address
from .._checks import check_text, check_token
from .._errors import APIError, BadRequestError, ConfigurationError, InvalidResponseError, NotFoundError
from .._http.body import ACCEPTED
from .._http.exchange import response_of
from .._http.limits import EXTENSION
from .._http.response import read_object, unusable
from .._httpx import httpx
from .._regions import place_of
from .._version import __version__
from .iam_times import life_of
from .renewed import AuthFlow, Held, RenewedAuth

_TOKEN = "X-Subject-Token"  # noqa: S105  (the name of its header)


class TokenAuth(RenewedAuth[str]):
    """Authentication with a token that IAM issues."""

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
                "(the first project of a region has the region's name, such as cn-north-4)."
            )
        if project_id is not None:
            self._project = {"id": check_text("project_id", project_id)}
        else:
            self._project = {"name": check_text("project_name", project_name)}
        self._iam = check_endpoint("iam_endpoint", iam_endpoint) if iam_endpoint else None
        self._place: str | None = None  # the cloud or host it is used in, if IAM's address was derived from that
        self._binding = threading.Lock()

    def _bind(self, endpoint: httpx.URL, iam: httpx.URL | None = None) -> None:
        with self._binding:
            if self._iam is None:
                self._iam, self._place = iam_address(endpoint, iam), place_of(str(endpoint))
            elif self._place is None:
                check_iam("iam_endpoint", self._iam, endpoint, trusted=True)
            elif place_of(str(endpoint)) not in (self._place, place_of(str(self._iam))):
                raise ConfigurationError(
                    f"This {type(self).__name__} belongs to {self._place}, and {endpoint} is elsewhere: create a "
                    "credential for each cloud."
                )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Do the same as other renewed credentials, but only in the token's cloud."""
        self._bind(request.url if self._iam else request.url.copy_with(raw_path=b"/"))
        yield from super().auth_flow(request)

    def _apply(self, request: httpx.Request, value: str) -> None:
        request.headers[facts.TOKEN_HEADER] = value

    def _token_request(self, cause: httpx.Request, identity: dict[str, Any]) -> httpx.Request:
        """Build the request for a token, with the time limits of the request that needs it."""
        return side_request(
            cause,
            "POST",
            f"{str(self._iam).rstrip('/')}/v3/auth/tokens?nocatalog=true",
            json={"auth": {"identity": identity, "scope": {"project": self._project}}},
        )

    def _read_token(self, response: httpx.Response, advice: str) -> Held[str]:
        """Return the token of a response. Errors never show the body, which may contain the token, too.

        No local variable holds the token, because some tools show the variables of every frame in a traceback.
        """
        self._add_secret(response.headers.get(_TOKEN, ""))
        if response.is_success and response.status_code != 201:
            raise unusable(response_of(response, b"", self.redact), f"its status is {response.status_code}, not 201")
        try:
            body = read_response(response, self.redact, advice, expected_status=201)
        except (BadRequestError, NotFoundError) as error:
            project = " ".join(f"{name} {value!r}" for name, value in self._project.items())
            error.hint = f"Check the project with the {project}, and the address of IAM."
            raise
        except InvalidResponseError as error:
            raise unusable(response_of(response, b"", self.redact), "it is not a JSON object") from error.__cause__
        if not response.headers.get(_TOKEN):
            raise unusable(response_of(response, b"", self.redact), f"it has no {_TOKEN} header")
        said = body.get("token")
        return Held.of(check_token(response.headers[_TOKEN]), life_of(said if isinstance(said, dict) else {}))


def side_request(cause: httpx.Request, method: str, url: str, **options: Any) -> httpx.Request:
    """Build a request that *cause* needs first, with the same limits."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": ACCEPTED,
        "User-Agent": f"kps-tasks/{__version__}",
    } | options.pop("headers", {})
    limits = {name: value for name, value in cause.extensions.items() if name in ("timeout", EXTENSION)}
    return httpx.Request(method, url, headers=headers, extensions=limits, **options)


def read_response(
    response: httpx.Response, redact: Callable[[str], str], advice: str, expected_status: int = 200
) -> dict[str, Any]:
    """Return the JSON object of a response; if the credential was refused, the error's hint is *advice*."""
    try:
        return read_object(response_of(response, response.content, redact), expected_status)
    except APIError as error:
        if error.status_code in (401, 403):
            error.hint = advice
        raise


TokenFlow = AuthFlow[Held[str]]
