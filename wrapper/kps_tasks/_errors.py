"""Every error that this package raises, in one tree below `KpsError`.

```
KpsError
├── InvalidArgumentError      refused before anything was sent (also a ValueError)
├── ConfigurationError        no or unusable endpoint, project or credential (also a ValueError)
├── APIError
│   ├── APIConnectionError    the connection failed or timed out before a complete response
│   │   └── APITimeoutError
│   ├── InvalidResponseError  the response cannot be used
│   └── APIStatusError        the service responded with an error status
│       ├── BadRequestError 400 · AuthenticationError 401 · PermissionDeniedError 403
│       └── NotFoundError 404 · RateLimitError 429 · InternalServerError 5xx
├── TaskFailedError           a task that was waited for failed
├── TaskTimeoutError          a task that was waited for did not finish in time
└── UnknownTaskError          the service does not know a task that was waited for
```
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ._models.text import printable

if TYPE_CHECKING:
    from ._models.update import TaskUpdate


class KpsError(Exception):
    """Root of all errors of this package.

    An error that ends a wait carries the results so far; otherwise these attributes are empty.

    Attributes:
        finished: The tasks that have finished.
        tasks: The tasks that have not finished, as last seen.
        unknown: The IDs that the service does not know.
    """

    finished: tuple[TaskUpdate, ...] = ()
    tasks: tuple[TaskUpdate, ...] = ()
    unknown: tuple[str, ...] = ()


class InvalidArgumentError(KpsError, ValueError):
    """An argument is unusable; nothing was sent."""


class ConfigurationError(KpsError, ValueError):
    """An endpoint, project ID or credential that is missing or unusable; nothing was sent."""


class APIError(KpsError):
    """A call failed.

    Args:
        message: What happened.
        status_code: HTTP status of the response; None if there was none.
        error_code: Code in the body, such as ``KPS.0001``; None where there is none.
        error_msg: Message in the body; None where there is none.
        request_id: ID of the request, for the vendor's support; None if there is none.
        hint: Advice on what to do; None if there is none.
        retry_after: Seconds that the response asks to wait; None if it does not.
        body: Body that was received, cut after its first 2,000 characters; None if there was none.

    Attributes:
        elapsed: Seconds that the try took.
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
        self.elapsed = 0.0

    def __str__(self) -> str:
        parts = [self.message]
        if self.request_id:
            parts.append(f"(request id {self.request_id})")
        if self.hint:
            parts.append(f"- {self.hint}")
        return " ".join(parts)


class APIConnectionError(APIError):
    """The service could not be reached, or the connection broke before the complete response came.

    Attributes:
        retry_immediately: Whether the connection broke before any response, as a reused connection does when the server
            has closed it. A new connection may then succeed immediately.
        may_pass: Whether a later try may succeed; False if the certificate was refused or the host name cannot be
            resolved.
    """

    retry_immediately = False
    may_pass = True


class APITimeoutError(APIConnectionError):
    """The service did not respond in time."""


class InvalidResponseError(APIError):
    """The response is unusable: not JSON, not of the form that the operation returns, or contradictory."""


class APIStatusError(APIError):
    """The service or its gateway responded with a status other than 200."""


class BadRequestError(APIStatusError):
    """400: a parameter is wrong, or the service does not know the task ID."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing, wrong or expired."""


class PermissionDeniedError(APIStatusError):
    """403: the credential is valid but lacks the permission."""


class NotFoundError(APIStatusError):
    """404: the gateway knows no such path."""


class RateLimitError(APIStatusError):
    """429: too many requests within a period."""


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


class UnknownTaskError(KpsError):
    """A task that the service does not know; ``unknown`` has the IDs of all of them.

    Args:
        task_id: ID of the first one.
        why: What the service said.
        answer: The error of the call that queried it; None if there was none.
    """

    def __init__(self, task_id: str, why: str = "", answer: APIError | None = None) -> None:
        super().__init__(task_id, why, answer)
        self.task_id = task_id
        self.why = why
        self.answer = answer

    def __str__(self) -> str:
        if len(self.unknown) < 2:
            return f"The service does not know the task {self.task_id!r}. {self.why}".strip()
        named = _list(repr(task_id) for task_id in self.unknown)
        return f"The service does not know {len(self.unknown)} tasks: {named}. {self.why}".strip()


class TaskFailedError(KpsError):
    """Tasks that were waited for have failed.

    Args:
        tasks: The tasks that failed; the ``failure`` of each has code, message, server and key pair.
        finished: All tasks that finished, including those that succeeded.
    """

    def __init__(self, tasks: Sequence[TaskUpdate], finished: Sequence[TaskUpdate] = ()) -> None:
        super().__init__(tasks, finished)
        self.tasks = tuple(tasks)
        self.finished = tuple(finished)

    def __str__(self) -> str:
        unknown = f"; unknown: {_list(self.unknown)}" if self.unknown else ""
        return f"{_count(self.tasks)} failed: {_list(_failure(task) for task in self.tasks)}{unknown}"


class TaskTimeoutError(KpsError):
    """Tasks that were waited for did not finish in time.

    Args:
        tasks: The tasks that have not finished, as last seen.
        finished: The tasks that finished.
        timeout: Seconds waited.
    """

    def __init__(
        self, tasks: Sequence[TaskUpdate], finished: Sequence[TaskUpdate] = (), timeout: float | None = None
    ) -> None:
        super().__init__(tasks, finished, timeout)
        self.tasks = tuple(tasks)
        self.finished = tuple(finished)
        self.timeout = timeout

    def __str__(self) -> str:
        unfinished = _list(f"{task.task_id} ({task.task_status or 'not seen'})" for task in self.tasks)
        after = "" if self.timeout is None else f" after {self.timeout:g} s"
        return f"{_count(self.tasks)} not finished{after}: {unfinished}"


_NAMED = 10  # tasks that a message names


def _count(tasks: Sequence[TaskUpdate]) -> str:
    return "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"


def _list(descriptions: Iterable[str]) -> str:
    every = list(descriptions)
    more = f"; and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + more


def _failure(task: TaskUpdate) -> str:
    record = task.failure
    if record is None:
        return f"{task.task_id} ({task.task_status})"
    why = " ".join(part for part in (record.task_error_code, record.task_error_msg) if part)
    where = f"server {record.server_name or record.server_id}, key pair {record.keypair_name}"
    return printable(f"{task.task_id} ({task.task_status}): {why or 'no reason given'} ({where})")
