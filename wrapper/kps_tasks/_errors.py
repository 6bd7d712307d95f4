"""Every error that this package raises, in one tree below `KpsError`.

```
KpsError
├── InvalidArgumentError      refused before anything was sent (also a ValueError)
├── ConfigurationError        no or unusable endpoint, project or credential (also a ValueError)
└── APIError
    ├── APIConnectionError    no whole answer came
    │   └── APITimeoutError
    ├── InvalidResponseError  an answer came and cannot be used
    └── APIStatusError        the service said no
        ├── BadRequestError 400 · AuthenticationError 401 · PermissionDeniedError 403
        └── NotFoundError 404 · RateLimitError 429 · InternalServerError 5xx
```
"""

from __future__ import annotations


class KpsError(Exception):
    """Root of all errors of this package."""


class InvalidArgumentError(KpsError, ValueError):
    """An argument that cannot be sent; nothing was sent."""


class ConfigurationError(KpsError, ValueError):
    """An endpoint, project ID or credential that is missing or unusable; nothing was sent."""


class APIError(KpsError):
    """A call that did not bring what was asked for.

    Args:
        message: What happened.
        status_code: HTTP status of the answer; None where none came.
        error_code: Code in the body, such as ``KPS.0001``; None where there is none.
        error_msg: Message in the body; None where there is none.
        request_id: ID of the request, for the vendor's support; None where none came.
        hint: What to do about it; None where there is nothing to say.
        retry_after: Seconds that the answer asks to wait; None where it does not.
        body: What came, cut after its first 2,000 characters; None where nothing did.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        error_code: str | None = None,
        error_msg: str | None = None,
        request_id: str | None = None,
        hint: str | None = None,
        retry_after: float | None = None,
        body: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.error_code = error_code
        self.error_msg = error_msg
        self.request_id = request_id
        self.hint = hint
        self.retry_after = retry_after
        self.body = body

    def __str__(self) -> str:
        parts = [self.message]
        if self.request_id:
            parts.append(f"(request id {self.request_id})")
        if self.hint:
            parts.append(f"- {self.hint}")
        return " ".join(parts)


class APIConnectionError(APIError):
    """The service could not be reached, or the connection broke before the whole answer came."""


class APITimeoutError(APIConnectionError):
    """The service did not answer in time."""


class InvalidResponseError(APIError):
    """The answer cannot be used: no JSON, not what the operation answers, or in contradiction to itself."""


class APIStatusError(APIError):
    """The service or its gateway answered with another status than 200."""


class BadRequestError(APIStatusError):
    """400: a parameter is wrong, or the service does not know the task ID."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing, wrong or expired."""


class PermissionDeniedError(APIStatusError):
    """403: the credential is good and does not permit this."""


class NotFoundError(APIStatusError):
    """404: the gateway knows no such path."""


class RateLimitError(APIStatusError):
    """429: too many requests in a while."""


class InternalServerError(APIStatusError):
    """5xx: the service or its gateway failed."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitError,
}


def status_error_class(status: int) -> type[APIStatusError]:
    """Error class of an HTTP status."""
    return InternalServerError if 500 <= status <= 599 else _BY_STATUS.get(status, APIStatusError)
