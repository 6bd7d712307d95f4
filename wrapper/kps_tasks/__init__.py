"""Client for the task queries of Huawei Cloud KPS, the Key Pair Service.

Example:
    ```python
    from kps_tasks import Client, StaticToken

    with Client(region="cn-north-4", project_id="…", auth=StaticToken("…")) as kps:
        for task in kps.tasks.list_running():
            print(task.task_id, task.server_name, task.phase)
    ```
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers take this as True; importing `typing` would double the time of the command's help

if TYPE_CHECKING:
    from ._auth.access_key import AccessKeyAuth
    from ._auth.agency import AgencyAuth
    from ._auth.metadata import MetadataAuth
    from ._auth.password import PasswordAuth
    from ._auth.static import StaticToken
    from ._client.async_client import AsyncClient
    from ._client.client import Client
    from ._errors import (
        APIConnectionError,
        APIError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        InternalServerError,
        InvalidArgumentError,
        InvalidResponseError,
        KpsError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        TaskFailedError,
        TaskTimeoutError,
        UnknownTaskError,
    )
    from ._flows.rate_limit import RateLimit
    from ._flows.retry import RetryPolicy
    from ._http.clock import Clock
    from ._http.limits import ResponseLimits
    from ._models.states import Operation, Phase
    from ._models.tasks import FailedTask, Page, RunningTask, Task
    from ._models.update import TaskUpdate
    from ._tasks.async_queries import AsyncTasks
    from ._tasks.pager import AsyncPager, Pager
    from ._tasks.queries import Tasks
    from ._version import __version__

# The module of each public name. Names are imported on first use, so `kps-tasks --help` does not load an HTTP library.
_ROOMS = {
    "APIConnectionError": "_errors",
    "APIError": "_errors",
    "APIStatusError": "_errors",
    "APITimeoutError": "_errors",
    "AccessKeyAuth": "_auth.access_key",
    "AgencyAuth": "_auth.agency",
    "AsyncClient": "_client.async_client",
    "AsyncPager": "_tasks.pager",
    "AsyncTasks": "_tasks.async_queries",
    "AuthenticationError": "_errors",
    "BadRequestError": "_errors",
    "Client": "_client.client",
    "Clock": "_http.clock",
    "ConfigurationError": "_errors",
    "FailedTask": "_models.tasks",
    "InternalServerError": "_errors",
    "InvalidArgumentError": "_errors",
    "InvalidResponseError": "_errors",
    "KpsError": "_errors",
    "MetadataAuth": "_auth.metadata",
    "NotFoundError": "_errors",
    "Operation": "_models.states",
    "Page": "_models.tasks",
    "Pager": "_tasks.pager",
    "PasswordAuth": "_auth.password",
    "PermissionDeniedError": "_errors",
    "Phase": "_models.states",
    "RateLimit": "_flows.rate_limit",
    "RateLimitError": "_errors",
    "ResponseLimits": "_http.limits",
    "RetryPolicy": "_flows.retry",
    "RunningTask": "_models.tasks",
    "StaticToken": "_auth.static",
    "Task": "_models.tasks",
    "TaskFailedError": "_errors",
    "TaskTimeoutError": "_errors",
    "TaskUpdate": "_models.update",
    "Tasks": "_tasks.queries",
    "UnknownTaskError": "_errors",
    "__version__": "_version",
}

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AccessKeyAuth",
    "AgencyAuth",
    "AsyncClient",
    "AsyncPager",
    "AsyncTasks",
    "AuthenticationError",
    "BadRequestError",
    "Client",
    "Clock",
    "ConfigurationError",
    "FailedTask",
    "InternalServerError",
    "InvalidArgumentError",
    "InvalidResponseError",
    "KpsError",
    "MetadataAuth",
    "NotFoundError",
    "Operation",
    "Page",
    "Pager",
    "PasswordAuth",
    "PermissionDeniedError",
    "Phase",
    "RateLimit",
    "RateLimitError",
    "ResponseLimits",
    "RetryPolicy",
    "RunningTask",
    "StaticToken",
    "Task",
    "TaskFailedError",
    "TaskTimeoutError",
    "TaskUpdate",
    "Tasks",
    "UnknownTaskError",
    "__version__",
]


def __dir__() -> list[str]:
    return __all__


if not TYPE_CHECKING:  # type checkers see the imports above and refuse all other names

    def __getattr__(name: str) -> object:
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_ROOMS[name]}", __name__), name)
        globals()[name] = value
        return value
